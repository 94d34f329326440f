// A disk in memory that fails, fills and loses power on command: the test rig of this folder. Stricter than real
// file systems: what was not synced may be lost sector by sector, a name is lost until its folder is synced, and
// after a failed sync the data stays visible but never reaches the medium (reliability F3 to F7).
import { present } from '../../src/base/errors.ts';
import type { Files, OpenFile, OpenMode } from '../../src/store/files.ts';

const sectorBytes = 512;

/** What goes wrong at the chosen call: an error of that code, or the machine stops there. */
export type DiskFault = 'EIO' | 'ENOSPC' | 'halt';

/** Returns a number of [0, 1), the same sequence for the same seed. */
export type Chance = () => number;

/** One call that changes something, in order. */
interface DiskCall {
  readonly kind:
    | 'open'
    | 'write'
    | 'truncate'
    | 'datasync'
    | 'rename'
    | 'remove'
    | 'folder'
    | 'sync';
  readonly path: string;
}

interface FileNode {
  readonly kind: 'file';
  /** What a reader sees, and what would be left after a power cut that loses everything unsynced. */
  seen: Uint8Array;
  durable: Uint8Array;
  readonly dirtySectors: Set<number>;
  /** Sectors of a failed sync: taken for clean, so no later sync writes them; only a new write does. */
  readonly lostSectors: Set<number>;
}

interface FolderNode {
  readonly kind: 'folder';
  seen: Map<string, DiskNode>;
  durable: Map<string, DiskNode>;
  /** Changes of names that are not synced, in order: a power cut keeps some first ones. */
  changes: ((names: Map<string, DiskNode>) => void)[];
}

type DiskNode = FileNode | FolderNode;

/** Bytes of files by path. */
export type DiskCopy = ReadonlyMap<string, Uint8Array>;

/** Returns a sequence of chances for a seed (mulberry32). */
export function seededChance(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A disk in memory. Paths are absolute. */
export class SimulatedDisk implements Files {
  /** Every call that changes something, for tests of their order. */
  readonly calls: DiskCall[] = [];
  #root: FolderNode = newFolder();
  #fault: { readonly kind: DiskFault; readonly call: number } | undefined;
  #halted = false;
  #boots = 1;
  #liesAboutSync = false;

  /** Makes the n-th changing call from now fail, counted from 1. */
  failAt(n: number, kind: DiskFault): void {
    this.#fault = { kind, call: this.calls.length + n };
  }

  /** Returns whether the fault has been met. */
  get faultMet(): boolean {
    return this.#fault !== undefined && this.calls.length >= this.#fault.call;
  }

  /** From now on datasync returns at once and does nothing: a planted fault that every crash test must notice. */
  ignoreSyncs(): void {
    this.#liesAboutSync = true;
  }

  /** Ends the fault: space is there again, the machine runs. What was seen stays seen. */
  recover(): void {
    this.#fault = undefined;
    this.#halted = false;
  }

  /** Cuts the power: what was synced stays, of the rest chance decides. */
  cutPower(chance: Chance): void {
    this.#root = cutFolder(this.#root, chance);
    this.#boots++;
    this.recover();
  }

  /** Returns the paths of all files below a folder, sorted. */
  paths(folder: string): readonly string[] {
    const node = this.#find(folder);
    if (node?.kind !== 'folder') return [];
    const found = [...node.seen].flatMap(([name, child]) => {
      const path = `${folder}/${name}`;
      return child.kind === 'file' ? [path] : this.paths(path);
    });
    return found.sort();
  }

  /** Returns what a reader sees of a file, whatever faults are planned; undefined when it is none. */
  peek(path: string): Uint8Array | undefined {
    const node = this.#find(path);
    return node?.kind === 'file' ? node.seen.slice() : undefined;
  }

  /** Changes one bit of a file, on the medium and for its readers. Bits count from the most significant of byte 0. */
  flipBit(path: string, bit: number): void {
    const node = this.#find(path);
    if (node?.kind !== 'file') return;
    const byte = Math.floor(bit / 8);
    for (const bytes of [node.seen, node.durable]) {
      if (byte < bytes.length) bytes[byte] ^= 0x80 >> (bit % 8);
    }
  }

  /** Returns a copy of what readers see below a folder, for {@link SimulatedDisk.putBack}. */
  copyOf(folder: string): DiskCopy {
    return new Map(this.paths(folder).map((path) => [path, this.peek(path) ?? new Uint8Array(0)]));
  }

  /** Puts a copy in the place of all that is below a folder, synced. */
  async putBack(folder: string, copy: DiskCopy): Promise<void> {
    await this.remove(folder);
    await this.makeFolder(folder);
    for (const [path, bytes] of copy) {
      await this.makeFolder(path.slice(0, path.lastIndexOf('/')));
      const file = await this.open(path, 'write');
      await file.write(0, bytes);
    }
    syncAll(this.#root);
  }

  async open(path: string, mode: OpenMode): Promise<OpenFile> {
    const { folder, name } = this.#place(path);
    const there = folder.seen.get(name);
    if (mode !== 'read' && there === undefined) {
      this.#change('open', path);
      const made: FileNode = {
        kind: 'file',
        seen: new Uint8Array(0),
        durable: new Uint8Array(0),
        dirtySectors: new Set(),
        lostSectors: new Set(),
      };
      changeNames(folder, (names) => names.set(name, made));
      return this.#openFile(path, made);
    }
    if (there === undefined) throw systemError('ENOENT', path);
    if (mode === 'create') throw systemError('EEXIST', path);
    if (there.kind === 'folder') throw systemError('EISDIR', path);
    return this.#openFile(path, there);
  }

  async rename(from: string, to: string): Promise<void> {
    const source = this.#place(from);
    const target = this.#place(to);
    const node = source.folder.seen.get(source.name);
    if (node === undefined) throw systemError('ENOENT', from);
    this.#change('rename', to);
    if (source.folder !== target.folder) throw systemError('EXDEV', to);
    changeNames(source.folder, (names) => {
      names.delete(source.name);
      names.set(target.name, node);
    });
  }

  async remove(path: string): Promise<void> {
    const parent = this.#find(path.slice(0, path.lastIndexOf('/')));
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (parent?.kind !== 'folder' || !parent.seen.has(name)) return;
    this.#change('remove', path);
    changeNames(parent, (names) => names.delete(name));
  }

  async list(folder: string): Promise<readonly string[]> {
    const node = this.#find(folder);
    return node?.kind === 'folder' ? [...node.seen.keys()].sort() : [];
  }

  async makeFolder(path: string): Promise<void> {
    let folder = this.#root;
    for (const name of path.split('/').filter(Boolean)) {
      let next = folder.seen.get(name);
      if (next === undefined) {
        this.#change('folder', path);
        const made = newFolder();
        changeNames(folder, (names) => names.set(name, made));
        next = made;
      }
      if (next.kind === 'file') throw systemError('ENOTDIR', path);
      folder = next;
    }
  }

  async syncFolder(path: string): Promise<void> {
    const node = this.#find(path);
    if (node?.kind !== 'folder') throw systemError('ENOENT', path);
    this.#change('sync', path);
    if (this.#liesAboutSync) return;
    node.durable = new Map(node.seen);
    node.changes = [];
  }

  async bootId(): Promise<string> {
    return `boot ${this.#boots}`;
  }

  #openFile(path: string, file: FileNode): OpenFile {
    return {
      read: async (position, length) => {
        this.#requirePower();
        return file.seen.slice(position, position + length);
      },
      write: async (position, bytes) => {
        const fault = this.#change('write', path, 'partly');
        // A full disk takes the first part of a write.
        const part = fault === undefined ? bytes : bytes.subarray(0, Math.floor(bytes.length / 2));
        writeInto(file, position, part);
        if (fault !== undefined) throw fault;
      },
      truncate: async (size) => {
        this.#change('truncate', path);
        const shorter = new Uint8Array(size);
        shorter.set(file.seen.subarray(0, size));
        file.seen = shorter;
        file.dirtySectors.add(Math.floor(size / sectorBytes));
      },
      datasync: async () => {
        const fault = this.#change('datasync', path, 'partly');
        if (this.#liesAboutSync) return;
        // After a failed sync the system takes the pages for clean: they are seen and never written.
        if (fault === undefined) syncSectors(file);
        else for (const sector of file.dirtySectors) file.lostSectors.add(sector);
        file.dirtySectors.clear();
        if (fault !== undefined) throw fault;
      },
      size: async () => file.seen.length,
      close: async () => undefined,
    };
  }

  /** Counts a call; throws its fault, or returns it where the call is to be done in part. */
  #change(kind: DiskCall['kind'], path: string, how?: 'partly'): Error | undefined {
    this.#requirePower();
    this.calls.push({ kind, path });
    if (this.#fault === undefined || this.calls.length !== this.#fault.call) return undefined;
    const fault = systemError(this.#fault.kind, path);
    this.#halted = this.#fault.kind === 'halt';
    if (how === 'partly') return fault;
    throw fault;
  }

  #requirePower(): void {
    if (this.#halted) throw systemError('halt', 'machine');
  }

  #find(path: string): DiskNode | undefined {
    let node: DiskNode | undefined = this.#root;
    for (const name of path.split('/').filter(Boolean)) {
      if (node?.kind !== 'folder') return undefined;
      node = node.seen.get(name);
    }
    return node;
  }

  #place(path: string): { readonly folder: FolderNode; readonly name: string } {
    this.#requirePower();
    const slash = path.lastIndexOf('/');
    const folder = this.#find(path.slice(0, slash));
    if (folder?.kind !== 'folder') throw systemError('ENOENT', path);
    return { folder, name: path.slice(slash + 1) };
  }
}

function syncAll(folder: FolderNode): void {
  for (const node of folder.seen.values()) {
    if (node.kind === 'folder') syncAll(node);
    else {
      node.durable = node.seen.slice();
      node.dirtySectors.clear();
    }
  }
  folder.durable = new Map(folder.seen);
  folder.changes = [];
}

function newFolder(): FolderNode {
  return { kind: 'folder', seen: new Map(), durable: new Map(), changes: [] };
}

function changeNames(folder: FolderNode, change: (names: Map<string, DiskNode>) => void): void {
  change(folder.seen);
  folder.changes.push(change);
}

function writeInto(file: FileNode, position: number, bytes: Uint8Array): void {
  const end = position + bytes.length;
  if (end > file.seen.length) {
    const longer = new Uint8Array(end);
    longer.set(file.seen);
    file.seen = longer;
  }
  file.seen.set(bytes, position);
  const last = Math.floor(Math.max(position, end - 1) / sectorBytes);
  for (let s = Math.floor(position / sectorBytes); s <= last; s++) {
    file.dirtySectors.add(s);
    file.lostSectors.delete(s);
  }
}

/** Writes what is seen to the medium, but for sectors that a failed sync left behind. */
function syncSectors(file: FileNode): void {
  const before = file.durable;
  file.durable = file.seen.slice();
  for (const sector of file.lostSectors) {
    const [from, to] = [sector * sectorBytes, (sector + 1) * sectorBytes];
    file.durable.fill(0, from, to);
    if (from < file.durable.length) {
      file.durable.set(before.subarray(from, Math.min(to, file.durable.length)), from);
    }
  }
}

function cutFolder(folder: FolderNode, chance: Chance): FolderNode {
  const names = new Map(folder.durable);
  const kept = Math.floor(chance() * (folder.changes.length + 1));
  for (const change of folder.changes.slice(0, kept)) change(names);
  const left = new Map<string, DiskNode>();
  for (const [name, node] of names) {
    left.set(name, node.kind === 'file' ? cutFile(node, chance) : cutFolder(node, chance));
  }
  return { kind: 'folder', seen: left, durable: new Map(left), changes: [] };
}

function cutFile(file: FileNode, chance: Chance): FileNode {
  let left = file.durable.slice();
  if (file.dirtySectors.size > 0) {
    const sizes = [file.durable.length, file.seen.length];
    const between = Math.round(sizes[0] + chance() * (sizes[1] - sizes[0]));
    const size = present([...sizes, between][Math.floor(chance() * 3)], 'one of three');
    const sized = new Uint8Array(size);
    sized.set(left.subarray(0, size));
    left = sized;
    for (const sector of file.dirtySectors) {
      const from = sector * sectorBytes;
      if (chance() < 0.5 || from >= size) continue;
      left.set(file.seen.subarray(from, Math.min(from + sectorBytes, size)), from);
    }
  }
  const durable = left.slice();
  return { kind: 'file', seen: left, durable, dirtySectors: new Set(), lostSectors: new Set() };
}

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

/** A disk with another way to sync folders. */
export function withSync(disk: SimulatedDisk, syncFolder: Files['syncFolder']): Files {
  const get = (of: SimulatedDisk, name: string | symbol) => {
    if (name === 'syncFolder') return syncFolder;
    const member: unknown = Reflect.get(of, name);
    return typeof member === 'function' ? member.bind(of) : member;
  };
  return new Proxy(disk, { get });
}
