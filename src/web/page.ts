// What a page is: an address, a model (plain data from queries) and a rendering of it. Pages hold no state.
import type { Refusal, Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { Html } from './html.ts';
import type { Site, Visit } from './site.ts';
import type { View } from './view.ts';

/** What a page renders; the layout adds the rest. */
export interface Content {
  readonly title: string;
  /** Whether the whole page is about sample records: marked in the title. */
  readonly sample: boolean;
  readonly body: Html;
  /** The HTTP status where it is not 200. */
  readonly status?: 400 | 404 | 503;
}

/** One page. The model fails with a refusal (`web.record.unknown`, …), shown as a page of its own. */
export interface Page<Model> {
  /** Path after the language, with Hono's parameters: `/agreements/:id`. */
  readonly path: string;
  /** Whether the page answers `?asof=` and `?known=`. */
  readonly dated: boolean;
  model(site: Site, visit: Visit): Promise<Result<Model, Refusal>>;
  render(model: Model, view: View): Content;
}

/** A page whose model nobody outside needs to know: what the route table holds. */
export interface Route {
  readonly path: string;
  readonly dated: boolean;
  answer(site: Site, visit: Visit, view: View): Promise<Result<Content, Refusal>>;
}

/** Returns the page as an entry of the route table. */
export function routeOf<Model>(page: Page<Model>): Route {
  return {
    path: page.path,
    dated: page.dated,
    answer: async (site, visit, view) => {
      const model = await page.model(site, visit);
      return model.ok ? ok(page.render(model.value, view)) : err(model.error);
    },
  };
}
