import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MemoryHub } from '../testing/memory-hub.ts';
import { Page } from '../testing/page-in-memory.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a page in memory', () => {
  test('an acknowledgement that was lost is not work that was lost, nor work done twice', async () => {
    const hub = new MemoryHub();
    const page = new Page(hub, 'a');
    await page.load();
    page.connect();
    hub.step();
    page.session.doc.getText('text').insert(0, 'en gång');
    await vi.advanceTimersByTimeAsync(100);
    page.cut();
    hub.step();
    expect(hub.log).toHaveLength(1);
    expect(page.session.state.unsaved).toBe(1);
    page.connect();
    hub.step();
    await vi.advanceTimersByTimeAsync(100);
    hub.step();
    expect(hub.log).toHaveLength(1);
    expect(page.session.state).toMatchObject({ unsaved: 0, refused: null });
    page.session.end();
  });

  test.each([
    ['write', 'hemligt'],
    ['none', ''],
  ] as const)('a kept document is there offline while its reader may %s', async (access, shown) => {
    const hub = new MemoryHub();
    const page = new Page(hub, 'a');
    await page.load();
    page.session.use(true);
    page.connect();
    hub.step();
    page.session.doc.getText('text').insert(0, 'hemligt');
    await vi.advanceTimersByTimeAsync(100);
    hub.step();
    await vi.advanceTimersByTimeAsync(2000);
    const handle = page.session.handle!;
    page.session.exchange.hear({
      type: 'epoch',
      handle,
      epoch: 2,
      access,
      frozen: null,
      needs: null,
    });
    await vi.advanceTimersByTimeAsync(2000);
    await page.reload();
    expect(page.session.doc.getText('text').toString()).toBe(shown);
    page.session.end();
  });

  test('a page that is older than the document sends nothing more, and keeps what waits', async () => {
    const hub = new MemoryHub();
    const page = new Page(hub, 'a');
    await page.load();
    page.connect();
    hub.step();
    const { session } = page;
    session.doc.getText('text').insert(0, 'väntar');
    const epoch = { type: 'epoch', handle: session.handle!, epoch: 2 } as const;
    session.exchange.hear({ ...epoch, access: 'write', frozen: null, needs: 2 });
    await vi.advanceTimersByTimeAsync(100);
    hub.step();
    expect(hub.log).toHaveLength(0);
    expect(session.state).toMatchObject({ unsaved: 1, refused: null });
    expect(session.heldBack).toBe(1);
    session.end();
  });

  test('a page that was once older than the document stays so, and keeps no copy of it', async () => {
    const hub = new MemoryHub();
    const page = new Page(hub, 'a');
    await page.load();
    page.connect();
    hub.step();
    const { session } = page;
    const epoch = {
      type: 'epoch',
      handle: session.handle!,
      access: 'write',
      frozen: null,
    } as const;
    session.exchange.hear({ ...epoch, epoch: 2, needs: 2 });
    expect(session.state).toMatchObject({ outdated: true, access: 'read' });
    session.exchange.hear({ ...epoch, epoch: 3, needs: null });
    expect(session.state).toMatchObject({ outdated: true, access: 'read' });
    session.doc.getText('text').insert(0, 'x');
    session.keep(true);
    await vi.advanceTimersByTimeAsync(2000);
    expect(session.state.unsaved).toBe(0);
    await page.reload();
    expect(page.session.state).toMatchObject({ kept: false, outdated: false });
    page.session.end();
  });

  test('what was on its way behind a refused edit is refused with it, and nothing waits for ever', async () => {
    const hub = new MemoryHub();
    const page = new Page(hub, 'a');
    await page.load();
    page.connect();
    hub.step();
    const { doc, exchange } = page.session;
    for (const word of ['GIFT', ' mera']) {
      doc.getText('text').insert(doc.getText('text').length, word);
      await vi.advanceTimersByTimeAsync(40);
    }
    const nack = { type: 'nack', handle: page.session.handle!, reason: '' } as const;
    exchange.hear({ ...nack, message: 1, code: 'invalid', client: 0, clock: 0 });
    exchange.hear({ ...nack, message: 2, code: 'gap', client: doc.clientID, clock: 0 });
    expect(page.session.state).toMatchObject({ unsaved: 0, refused: { count: 2 } });
    page.session.end();
  });

  test('a document in which nobody has written yet is kept as well', async () => {
    const hub = new MemoryHub();
    const page = new Page(hub, 'a');
    await page.load();
    page.connect();
    hub.step();
    page.session.keep(true);
    await vi.advanceTimersByTimeAsync(10);
    await page.reload();
    expect(page.session.state).toMatchObject({ kept: true, access: 'write' });
    page.session.end();
  });

  test('a copy is kept as soon as it is asked for, and forgotten as soon as it is not', async () => {
    const hub = new MemoryHub();
    const page = new Page(hub, 'a');
    await page.load();
    page.connect();
    hub.step();
    page.session.doc.getText('text').insert(0, 'med på resan');
    await vi.advanceTimersByTimeAsync(100);
    hub.step();
    expect([...page.session.exchange.edits.clocks()]).toEqual([]);
    page.session.keep(true);
    await vi.advanceTimersByTimeAsync(10);
    await page.reload();
    expect(page.session.doc.getText('text').toString()).toBe('med på resan');
    expect(page.session.state).toMatchObject({ kept: true, synced: false, access: 'write' });
    page.session.doc.getText('text').insert(0, 'mer ');
    expect([...page.session.exchange.edits.clocks()]).toEqual([[page.session.doc.clientID, 0]]);
    page.session.keep(false);
    await page.session.flush();
    await page.reload();
    expect(page.session.state).toMatchObject({ kept: false, unsaved: 1 });
    page.session.end();
  });

  test('what the server had taken before a freeze is not called refused after it', async () => {
    const hub = new MemoryHub();
    const page = new Page(hub, 'a');
    await page.load();
    page.connect();
    hub.step();
    page.session.doc.getText('text').insert(0, 'hann med');
    await vi.advanceTimersByTimeAsync(100);
    page.cut();
    hub.step();
    hub.freeze('submitted');
    page.connect();
    hub.step();
    await vi.advanceTimersByTimeAsync(100);
    expect(page.session.state).toMatchObject({ unsaved: 0, refused: null, frozen: 'submitted' });
    page.session.end();
  });

  test('passive readers of formatted text never get edits of their own', async () => {
    const hub = new MemoryHub();
    const writer = new Page(hub, 'a');
    const reader = new Page(hub, 'b');
    for (const page of [writer, reader]) {
      await page.load();
      page.connect();
    }
    hub.step();
    const text = writer.session.doc.getText('text');
    text.insert(0, 'fet och mager text');
    for (let i = 0; i < 20; i++) {
      text.format(i % 7, 5, { bold: i % 2 === 0 ? true : null });
      await vi.advanceTimersByTimeAsync(50);
      hub.step();
    }
    hub.freeze('signed');
    text.format(0, 9, { bold: true });
    await vi.advanceTimersByTimeAsync(50);
    hub.step();
    expect(reader.session.state.refused).toBeNull();
    for (const page of [writer, reader]) page.session.end();
  });
});
