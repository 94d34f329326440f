// Fingerprints as words, to be read aloud over the telephone when two parties first trust each other.
// Words are proquints (Daniel S. Wilkerson, "A Proposal for Proquints", 2009): 16 bits become five letters
// consonant-vowel-consonant-vowel-consonant, sayable in any of the programme's languages and tied to none.
import type { Sha256 } from './ports.ts';

const consonants = 'bdfghjklmnprstvz';
const vowels = 'aiou';
const wordCount = 8;

/** Returns eight words (128 bits of the data's SHA-256) joined by hyphens: `lusab-babad-…`. */
export function fingerprint(sha256: Sha256, data: Uint8Array): string {
  const digest = sha256(data);
  const words: string[] = [];
  for (let i = 0; i < wordCount; i++) words.push(toWord(digest[2 * i] * 256 + digest[2 * i + 1]));
  return words.join('-');
}

/** Returns whether two fingerprints are the same words, whatever the spacing, hyphens and case of typing. */
export function sameFingerprint(a: string, b: string): boolean {
  const letters = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
  return letters(a) === letters(b) && letters(a).length === wordCount * 5;
}

/** 16 bits, high to low: consonant (4) vowel (2) consonant (4) vowel (2) consonant (4). */
function toWord(bits: number): string {
  return (
    consonants[Math.floor(bits / 4096) % 16] +
    vowels[Math.floor(bits / 1024) % 4] +
    consonants[Math.floor(bits / 64) % 16] +
    vowels[Math.floor(bits / 16) % 4] +
    consonants[bits % 16]
  );
}
