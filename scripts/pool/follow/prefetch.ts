/** Loads items in order, some ahead of the one that is asked for. */
export async function* prefetch<Item, Loaded>(
  items: Iterable<Item>,
  load: (item: Item) => Promise<Loaded>,
  ahead: number,
): AsyncGenerator<Loaded> {
  const loading: Promise<Loaded>[] = [];
  for (const item of items) {
    const loaded = load(item);
    // Its failure is thrown when its turn comes; until then it is nobody's unhandled rejection.
    loaded.catch(() => undefined);
    loading.push(loaded);
    if (loading.length > ahead) yield await (loading.shift() as Promise<Loaded>);
  }
  for (const loaded of loading) yield await loaded;
}
