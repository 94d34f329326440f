// Planted bugs: one exact text of the sources each, and what is put in its place. Every one must be caught, by the
// simulation or by the test that is named. A text that is no longer there fails too: change it with the source.

/** One planted bug. */
export interface PlantedBug {
  readonly name: string;
  readonly file: string;
  /** Stands once in the file. */
  readonly find: string;
  readonly put: string;
  /** The test that catches it, where it lies beyond what the simulation reaches. */
  readonly test?: string;
}

const store = 'src/store';
const server = 'src/server';

/** All planted bugs. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'journal-not-synced',
    file: `${store}/frame-file.ts`,
    find: '      await file.write(at, frame);\n      await file.datasync();\n',
    put: '      await file.write(at, frame);\n',
  },
  {
    name: 'acknowledged-before-sync',
    file: `${store}/frame-file.ts`,
    find: '      await file.datasync();\n      broken = false;\n',
    put: '      void file.datasync().catch(() => undefined);\n      broken = false;\n',
  },
  {
    name: 'torn-tail-kept',
    file: `${store}/frame-file.ts`,
    find: '      await file.truncate(end);\n',
    put: '',
    test: 'src/store/frame-file.test.ts',
  },
  {
    name: 'checksum-ignored',
    file: `${store}/frame-file.ts`,
    find: '  return bytesToUint(frame.subarray(trailerAt)) === crc32c(frame.subarray(0, trailerAt));',
    put: '  return trailerAt > 0 || crc32c(frame) === bytesToUint(frame);',
  },
  {
    name: 'log-folder-name-not-synced',
    file: `${store}/log-parts.ts`,
    find: '  await syncNameOf(files, dir);\n',
    put: '',
  },
  {
    name: 'payloads-not-stored',
    file: `${store}/files-log.ts`,
    find: '      if (placed.length > 0) await payloads.put(placed);\n',
    put: '',
  },
  {
    name: 'writes-after-failed-sync',
    file: `${store}/files-log.ts`,
    find: '      this.#ended ??= { cause };\n',
    put: '',
  },
  {
    name: 'published-size-is-recorded-size',
    file: `${store}/files-log.ts`,
    find: '      publishedSize: notes.size(),\n',
    put: '      publishedSize: this.#log.state.head.size,\n',
  },
  {
    name: 'group-loses-a-call',
    file: `${store}/group-commit.ts`,
    find: '          index += call.entries.length;\n',
    put: '          index += 1;\n',
    test: 'src/store/group-commit.test.ts',
  },
  {
    name: 'replace-not-synced',
    file: `${store}/files.ts`,
    find: "    if (kind === 'durable') await file.datasync();\n",
    put: '',
  },
  {
    name: 'rename-not-synced',
    file: `${store}/files.ts`,
    find: "  if (kind === 'durable') await files.syncFolder(parentOf(path));\n",
    put: '',
  },
  {
    name: 'state-folder-name-not-synced',
    file: `${store}/tree-state.ts`,
    find: '      // A tree whose folder a power cut forgets would be taken for none.\n      await syncNameOf(files, dir);\n',
    put: '',
    test: 'src/store/tree-state.test.ts',
  },
  {
    name: 'last-signed-goes-back',
    file: `${store}/last-signed.ts`,
    find: '        if (!same && last !== undefined && tree.size <= last.size) {',
    put: '        if (last !== undefined && tree.size < 0) {',
    test: 'src/store/tree-state.test.ts',
  },
  {
    name: 'signs-without-remembering',
    file: `${server}/tree-signer.ts`,
    find: '        await lastSigned.set(origin, { size, root });\n',
    put: '        if (size < 0) await lastSigned.set(origin, { size, root });\n',
  },
  {
    name: 'publishes-what-does-not-grow',
    file: `${server}/publisher.ts`,
    find: '  if (last !== undefined && !(await growsFrom(world, { last, size: range.size }, reader))) {',
    put: '  if (last !== undefined && last.size > 2 ** 52) {',
    test: 'src/server/publisher.test.ts',
  },
  {
    name: 'signs-what-does-not-grow',
    file: 'src/record/sign-request.ts',
    find: '  const code = findGrowthIssue(sha256, asked);\n',
    put: '  const code = asked.last === undefined ? findGrowthIssue(sha256, asked) : undefined;\n',
    test: 'src/record/sign-request.test.ts',
  },
  {
    name: 'signs-before-witnesses-answered',
    file: `${server}/signing-gate.ts`,
    find: "    if (answer.kind === 'release') return publisher.release();\n",
    put: "    if (answer.kind === 'release' || attempt >= 0) return publisher.release();\n",
  },
  {
    name: 'last-signed-tree-not-compared',
    file: `${server}/startup.ts`,
    find: '  if (state !== undefined && !matches) {',
    put: '  if (state !== undefined && state.size < 0) {',
  },
  {
    name: 'start-takes-silence-for-consent',
    file: `${server}/startup.ts`,
    find: "  if (heard >= enough) return { kind: 'release' };\n",
    put: "  if (heard >= 0 || enough > 0) return { kind: 'release' };\n",
    test: 'src/server/startup.test.ts',
  },
  {
    name: 'completes-over-another-past',
    file: `${server}/startup.ts`,
    find: "  if (!equalBytes(prefix, before.root)) return 'not';\n",
    put: '',
    test: 'src/server/startup.test.ts',
  },
  {
    name: 'completes-without-payloads',
    file: `${server}/mirror-client.ts`,
    find: '    const silent = lacksPayloads(entries) ? parties.filter((party) => unheard.has(party)) : [];\n',
    put: '    const silent: TrustedNode[] = [];\n',
    test: 'src/server/startup.test.ts',
  },
  {
    name: 'heals-over-a-lost-tree',
    file: `${server}/heal.ts`,
    find: '  if (state !== undefined && !holdsState && state.size > note.size) {',
    put: '  if (state !== undefined && state.size < 0) {',
    test: 'src/server/heal.test.ts',
  },
  {
    name: 'heal-drops-what-was-recorded',
    file: `${server}/heal.ts`,
    find: 'holdsState ? state.size : 0)',
    put: 'state?.size ?? 0)',
    test: 'src/server/heal.test.ts',
  },
  {
    name: 'confirmed-without-cosignatures',
    file: `${server}/publisher.ts`,
    find: '    if (required.some((keys) => !keys.some(hasLine))) return;\n',
    put: '    if (required.some((keys) => keys.some(hasLine) && keys.length === 0)) return;\n',
    test: 'src/server/publisher.test.ts',
  },
  {
    name: 'late-cosignature-ends-the-process',
    file: `${server}/publisher.ts`,
    find: '        .then(() => (this.#round === round ? this.#confirm(round) : undefined))\n        .catch(() => undefined);\n',
    put: '        .then(() => (this.#round === round ? this.#confirm(round) : undefined));\n',
  },
  {
    name: 'one-size-asked-once',
    file: `${server}/publisher.ts`,
    find: '    for (let attempt = 0; attempt < 2; attempt++) {',
    put: '    for (let attempt = 0; attempt < 1; attempt++) {\n      this.#knownSize.clear();',
  },
  {
    name: 'witness-takes-any-proof',
    file: 'src/record/witness.ts',
    find: "  return verifyConsistency(sha256, claim) ? undefined : 'record.witness.proof';",
    put: '  return claim === undefined ? undefined : undefined;',
  },
  {
    name: 'witness-takes-stale-old',
    file: 'src/record/witness.ts',
    find: '  if (request.oldSize !== lastSize) {',
    put: '  if (request.oldSize > lastSize) {',
  },
  {
    name: 'witness-answers-before-it-remembers',
    file: `${server}/witness-desk.ts`,
    find: '  const stored = await world.state.compareAndSet(origin, last?.size ?? 0, {',
    put: '  const stored = true;\n  void world.state.compareAndSet(origin, last?.size ?? 0, {',
  },
  {
    name: 'witness-does-not-compare-and-set',
    file: `${store}/witness-state.ts`,
    find: '        if ((last?.size ?? 0) !== expectedSize) return false;\n',
    put: '        if ((last?.size ?? 0) < 0) return false;\n',
  },
  {
    name: 'witness-does-not-compare-notes',
    file: `${server}/witness-desk.ts`,
    find: '      if (theirs.size === ours.size && equalBytes(theirs.root, ours.root)) return false;\n',
    put: '      if (theirs !== undefined) return false;\n',
    test: 'src/server/witness-desk.test.ts',
  },
  {
    name: 'cosigns-while-an-alarm-stands',
    file: `${server}/witness-desk.ts`,
    find: '  if (standing !== undefined) return refusal(403, standing.code);\n',
    put: '',
    test: 'src/server/witness-desk.test.ts',
  },
  {
    name: 'evidence-is-not-passed-on',
    file: `${server}/witness-desk.ts`,
    find: '        if (!isSettled(world.alarms.standing(origin))) await askEvidence(world, log);\n',
    put: '',
  },
  {
    name: 'evidence-is-not-kept',
    file: `${server}/investigate.ts`,
    find: '    .write(hash, printEvidence(evidence, key))\n',
    put: '    .write(hash, printEvidence(evidence, key).slice(1))\n',
  },
  {
    name: 'failed-proof-is-evidence',
    file: `${server}/investigate.ts`,
    find: "  if (equalBytes(root, older.root)) return 'consistent';\n",
    put: '',
    test: 'src/server/investigate.test.ts',
  },
  {
    name: 'withheld-tiles-are-no-finding',
    file: `${server}/pull.ts`,
    find: "      if (codeOf(error) === 'server.pull.bundle') await world.investigator.lookAtShown(log, note);\n",
    put: '',
  },
  {
    name: 'pull-skips-the-root',
    file: `${server}/pull.ts`,
    find: '  if (size === note.size) return equalBytes(root, note.root);\n',
    put: '  if (size === note.size) return true;\n',
    test: 'src/server/pull.test.ts',
  },
  {
    name: 'pull-takes-another-root',
    file: `${server}/pull.ts`,
    find: '  return note.size !== head.size || equalBytes(head.root, note.root);',
    put: '  return note.size >= head.size;',
    test: 'src/server/pull.test.ts',
  },
  {
    name: 'missing-payloads-are-not-asked-for',
    file: `${server}/pull.ts`,
    find: '  await fetchMissingPayloads(world, log);\n',
    put: '',
  },
  {
    name: 'scope-filter-dropped',
    file: `${server}/log-routes.ts`,
    find: "        if (scope === 'programme' && !(await isReader(world, c, nonces))) return forbidden(c);\n",
    put: '',
  },
  {
    name: 'internal-scope-served',
    file: `${server}/log-routes.ts`,
    find: "  if (log?.identity.visibility !== 'shared' || !parseTilePath(path).ok) return c.text('', 404);\n",
    put: '  if (log === undefined) return c.text(path, 404);\n',
    test: 'src/server/log-routes.test.ts',
  },
  {
    name: 'nonces-forgotten',
    file: `${server}/request-signature.ts`,
    find: '      seen.set(nonce, expires + skewSeconds);\n',
    put: '',
  },
  {
    name: 'replays-taken-after-a-restart',
    file: `${server}/request-signature.ts`,
    find: '      if (created < openedSeconds && now >= openedSeconds) return false;\n',
    put: '',
  },
  {
    name: 'proof-leaves-out-a-subtree',
    file: 'src/record/merkle.ts',
    find: '  if (span.from > 0) spans.push(span);\n',
    put: '',
  },
  {
    name: 'cosigned-note-not-synced',
    file: `${server}/cosigned-file.ts`,
    find: '      await file.datasync();\n',
    put: '',
  },
  {
    name: 'cosigned-file-name-not-synced',
    file: `${server}/cosigned-file.ts`,
    find: '      if (!isNamed) await syncNames(files, path);\n',
    put: '',
  },
  {
    name: 'tile-path-wrong-at-a-thousand',
    file: 'src/record/tile.ts',
    find: "    text = `x${String(rest % 1000).padStart(3, '0')}/${text}`;\n",
    put: '    text = `x${String(rest % 1000)}/${text}`;\n',
    test: 'src/record/tile.test.ts',
  },
  {
    name: 'witness-takes-another-root',
    file: 'src/record/witness.ts',
    find: '  if (from.size === size && !equalBytes(from.root, root)) return ',
    put: '  if (from.size === size && from.size < 0) return ',
    test: 'src/record/witness.test.ts',
  },
  {
    name: 'pull-keeps-payloads-that-do-not-fit',
    file: `${server}/payload-client.ts`,
    find: '      commitment !== undefined &&\n',
    put: '      commitment !== undefined ||\n',
    test: 'src/server/pull.test.ts',
  },
  {
    name: 'level-one-from-the-wrong-leaves',
    file: `${store}/tree-levels.ts`,
    find: '      const from = column.count * tileWidth;\n',
    put: '      const from = Math.max(0, column.count - 1) * tileWidth;\n',
    test: 'src/store/files-log.test.ts',
  },
  {
    name: 'cosigned-past-not-compared-with-the-mirror',
    file: `${server}/witness-desk.ts`,
    find: '          if (last !== undefined) await compareWithMirror(world, log, last);\n',
    put: '',
    test: 'src/server/witness-desk.test.ts',
  },
  {
    name: 'evidence-tried-once-only',
    file: `${server}/investigate.ts`,
    find: "  if (standing?.state === 'proven' && standing.evidence !== undefined) return true;\n",
    put: "  if (standing?.state === 'proven') return true;\n",
    test: 'src/server/investigate.test.ts',
  },
  {
    name: 'patience-from-a-clock-that-was-ahead',
    file: `${server}/investigate.ts`,
    find: '      const since = Math.min(there?.since ?? world.clock(), world.clock());\n',
    put: '      const since = there?.since ?? world.clock();\n',
    test: 'src/server/investigate.test.ts',
  },
  {
    name: 'state-read-is-not-made-sure-of',
    file: `${store}/tree-state.ts`,
    find: '      if (!sure.has(origin)) await makeSure(origin);\n',
    put: '      sure.add(origin);\n',
    test: 'src/store/tree-state.test.ts',
  },
];
