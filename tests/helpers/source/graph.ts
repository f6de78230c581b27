/** The dependencies of nodes, by name. */
export type Graph = Map<string, readonly string[]>;

/**
 * Returns the groups of nodes that need each other, each group and all groups in alphabetical order
 * (Tarjan's strongly connected components).
 */
export function circlesOf(graph: Graph): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const circles: string[][] = [];

  function visit(node: string): void {
    order.set(node, order.size);
    lowest.set(node, order.get(node)!);
    stack.push(node);
    onStack.add(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (onStack.has(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!));
    }
    if (lowest.get(node) === order.get(node)) takeGroup(node);
  }

  function takeGroup(first: string): void {
    const group = stack.splice(stack.lastIndexOf(first));
    group.forEach((node) => onStack.delete(node));
    if (group.length > 1) circles.push(group.sort());
  }

  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return circles.sort((one, other) => one[0]! < other[0]! ? -1 : 1);
}
