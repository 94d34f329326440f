// The project and what-if pages in a real browser: with and without JavaScript, by keyboard, under their own policy.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Looking, openLooking } from '../support/web-browser.ts';

const project = '/en/projects/HK-P001';
const whatIf = `${project}/what-if`;

/** Complaints of the browser about the policy of the page, trusted types included. */
function complaintsOf(page: Page): readonly string[] {
  const found: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content Security Policy|TrustedHTML/.test(message.text())) {
      found.push(message.text());
    }
  });
  page.on('pageerror', (error) => found.push(error.message));
  return found;
}

/** What has the focus: its name, and the figure in whose drawing it is. */
const focused = `(() => {
  const one = document.activeElement;
  const name = one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 60);
  return [name, one.closest('svg')?.closest('figure')?.id ?? ''];
})()`;

async function tabThrough(page: Page, count: number): Promise<readonly string[][]> {
  const seen: string[][] = [];
  for (let i = 0; i < count; i++) {
    await page.keyboard.press('Tab');
    seen.push((await page.evaluate(focused)) as string[]);
  }
  return seen;
}

describe.skipIf(chromiumPath === undefined)('projects in a browser', () => {
  let looking: Looking;

  beforeAll(async () => {
    looking = await openLooking();
  });

  afterAll(() => looking?.close());

  it('answers a what-if without JavaScript: a form, an address, a page', async () => {
    const page = await looking.open({ javaScriptEnabled: false }, project);
    await page.locator('a.action').click();
    expect(page.url()).toBe(`${looking.base}${whatIf}`);
    expect(await page.locator('[data-verdict]').textContent()).toBe('Nothing is tried yet.');
    expect(await page.locator('input[type="range"]').count()).toBe(0);
    await page.getByLabel('The applicant answers at once').check();
    await page.locator('input[name="faster.SZ-K001"]').fill('33');
    await page.locator('#what-if-form button[type="submit"]').click();
    expect(page.url()).toContain('faster.SZ-K001=33');
    expect(page.url()).toContain('answer.SZ-K003=on');
    expect(await page.locator('[data-verdict]').textContent()).toMatch(
      /^P80 comes \d+ days earlier: /,
    );
    expect(await page.getByLabel('The applicant answers at once').isChecked()).toBe(true);
    await page.context().close();
  });

  it('asks again as a slider moves, without loading the page, and keeps the address true', async () => {
    const page = await looking.open({}, '/nowhere');
    const complaints = complaintsOf(page);
    await page.goto(`${looking.base}${whatIf}`);
    await page.evaluate('window.isSamePage = true');
    const slider = page.locator('input[type="range"]').first();
    const number = page.locator('input[name^="faster."]').first();
    const name = await number.getAttribute('name');
    expect(await slider.getAttribute('aria-label')).toBe('Faster by, in %');
    const target = page.locator('input[name="faster.SZ-K001"]');
    const own = target.locator('xpath=preceding-sibling::input[@type="range"]');
    await own.focus();
    for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowRight');
    expect(await target.inputValue()).toBe('40');
    await expect
      .poll(() => page.locator('[data-verdict]').textContent(), { timeout: 10_000 })
      .toMatch(/^P80 comes \d+ days? earlier: /);
    await expect.poll(() => page.url(), { timeout: 10_000 }).toContain('faster.SZ-K001=40');
    expect(page.url()).not.toContain(`${name}=&`);
    expect(await page.evaluate('window.isSamePage')).toBe(true);
    const shown = await page.locator('#what-if-result').innerText();
    await page.reload();
    expect(await page.locator('#what-if-result').innerText()).toBe(shown);
    expect(await own.inputValue()).toBe('40');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('keeps the answer in sight on a narrow screen, and nothing that has the focus behind it', async () => {
    const page = await looking.open({ viewport: { width: 320, height: 640 } }, whatIf);
    const last = page.locator('input[type="range"]').last();
    await last.focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    const verdict = await page.locator('[data-verdict]').boundingBox();
    const slider = await last.boundingBox();
    expect(verdict?.y).toBe(0);
    expect(slider?.y).toBeGreaterThan((verdict?.y ?? 0) + (verdict?.height ?? 0));
    await page.context().close();
  });

  it('keeps the names of the joint schedule in sight on a narrow screen, wherever it is scrolled to', async () => {
    const page = await looking.open({ viewport: { width: 320, height: 640 } }, project);
    const seen = `(() => {
      const box = document.querySelector('#gantt .chart-scroll');
      const view = box.getBoundingClientRect();
      return [0, 200, 500].map((left) => {
        box.scrollLeft = left;
        const names = [...box.querySelectorAll('.gantt-above text.inline')];
        return names.filter((one) => {
          const { left: x, width } = one.getBoundingClientRect();
          return width > 0 && x >= view.left && x < view.left + 40;
        }).length === names.length && names.length > 10;
      });
    })()`;
    expect(await page.evaluate(seen)).toEqual([true, true, true]);
    await page.context().close();
  });

  it('moves the slider with the number beside it', async () => {
    const page = await looking.open({}, whatIf);
    const number = page.locator('input[name="faster.SZ-K001"]');
    await number.fill('25');
    const slider = number.locator('xpath=preceding-sibling::input[@type="range"]');
    expect(await slider.inputValue()).toBe('25');
    await number.fill('');
    expect(await slider.inputValue()).toBe('0');
    await page.context().close();
  });

  it('says what is wrong with a number as it is typed, and takes it back when it is right', async () => {
    const page = await looking.open({}, whatIf);
    const number = page.locator('input[name="faster.SZ-K001"]');
    const fault = page.locator('[id="faster.SZ-K001-fault"]');
    await number.fill('100');
    await expect.poll(() => fault.innerText()).toContain('Expected a whole number from 0 to 95');
    expect(await number.getAttribute('aria-invalid')).toBe('true');
    expect(page.url()).not.toContain('100');
    await number.fill('20');
    await expect.poll(() => fault.isHidden()).toBe(true);
    expect(await number.getAttribute('aria-invalid')).toBeNull();
    await expect
      .poll(() => page.locator('#what-if-propose [data-file]').innerText())
      .toContain('"percent": 20');
    await page.context().close();
  });

  it('has trusted types in force where its script runs', async () => {
    const page = await looking.open({}, whatIf);
    const outcome = await page.evaluate(`(() => {
      try {
        document.createElement('div').innerHTML = '<b>x</b>';
        return 'allowed';
      } catch (error) {
        return error.name;
      }
    })()`);
    expect(outcome).toBe('TypeError');
    await page.context().close();
  });

  it('is read by keyboard: contents, schedule, its bars and each region that scrolls', async () => {
    const page = await looking.open({ viewport: { width: 800, height: 900 } }, project);
    const regions = (await page.evaluate(
      `[...document.querySelectorAll('main [role="region"]')]
        .filter((one) => one.checkVisibility())
        .map((one) => one.getAttribute('aria-label'))`,
    )) as string[];
    const stops = await page.evaluate(
      `document.querySelectorAll('a, button, summary, [tabindex="0"]').length`,
    );
    const seen = await tabThrough(page, Number(stops));
    const names = seen.map(([name]) => name);
    expect(regions.length).toBeGreaterThan(5);
    for (const region of regions) expect(names).toContain(region);
    expect(names).toContain('How sure the date is');
    const bars = seen.filter(([, figure]) => figure === 'gantt').map(([name]) => name ?? '');
    const activities = await page.evaluate(
      `document.querySelectorAll('#gantt table tbody th').length`,
    );
    expect(bars.length).toBeGreaterThanOrEqual(15);
    expect(bars.length).toBeLessThanOrEqual(Number(activities));
    expect(bars.some((name) => name.includes('Planning permit of the approach bridge'))).toBe(true);
    await page.context().close();
  });

  it('shows where the focus is', async () => {
    const page = await looking.open({}, whatIf);
    for (const selector of ['input[type="range"]', 'input[type="checkbox"]', '.what-if button']) {
      await page.locator(selector).first().focus();
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Tab');
      const style = await page.evaluate('getComputedStyle(document.activeElement).outlineWidth');
      expect(style, selector).toBe('3px');
    }
    await page.context().close();
  });

  it('offers targets of 44 pixels for what is tried and for the contents', async () => {
    const page = await looking.open({ viewport: { width: 320, height: 800 } }, whatIf);
    const heights = `(selector) => [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect().height)`;
    const low = async (selector: string) => {
      const all = (await page.evaluate(`(${heights})(${JSON.stringify(selector)})`)) as number[];
      expect(all.length, selector).toBeGreaterThan(0);
      return all.filter((height) => height < 44);
    };
    for (const selector of ['.what-if button', '.amount input', '.field.check']) {
      expect(await low(selector), selector).toEqual([]);
    }
    await page.goto(`${looking.base}${project}`);
    for (const selector of ['.contents a', 'a.action']) {
      expect(await low(selector), selector).toEqual([]);
    }
    await page.context().close();
  });
});
