// Modes of crossings and projects in words: what passes.
import type { View } from '../view.ts';
import { keyOfWord } from './word-keys.ts';

const modeKeys: Readonly<Record<string, string>> = {
  passengers: 'project.mode.passengers',
  goods: 'project.mode.goods',
  vehicles: 'project.mode.vehicles',
  rail: 'project.mode.rail',
  interchange: 'project.mode.interchange',
};

/** Returns a mode in words; a code that pages do not know is quoted. */
export function modeWord(view: View, mode: string): string {
  const key = keyOfWord(modeKeys, mode);
  return key === undefined ? mode : view.text(key);
}
