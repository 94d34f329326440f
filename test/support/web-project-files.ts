// Projects with what hangs on them, gathered from the answers of a fixture as the projection gathers them from its rows.
import type { ProjectFile } from '../../src/projection/project-file.ts';
import type { Queries } from '../../src/projection/queries.ts';

/** Yields every project of the fixture with its records. */
export async function* projectFilesOf({
  records,
}: Pick<Queries, 'records'>): AsyncGenerator<ProjectFile> {
  const of = async <Name extends Parameters<Queries['records']>[0]>(kind: Name) =>
    (await records(kind)).map(({ state }) => state);
  const projects = await of('project');
  const cases = await of('approval-case');
  const contracts = await of('contract');
  const documents = await of('document');
  const investments = await of('investment');
  const promises = await of('promise');
  const forecasts = await of('forecast');
  for (const project of projects) {
    const { id } = project;
    yield {
      project,
      parts: projects.flatMap((one) =>
        one.basis === 'own' && one.partOf?.project === id ? [one] : [],
      ),
      cases: cases.filter((one) => one.project === id),
      contracts: contracts.filter((one) => one.project === id),
      documents: documents.filter((one) => one.of.includes(id)),
      investments: investments.filter((one) => one.project === id),
      promises: promises.filter((one) => one.subject === id),
      forecasts: forecasts.filter((one) => one.project === id),
    };
  }
}
