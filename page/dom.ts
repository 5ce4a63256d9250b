type Child = Node | string;
type Props = Readonly<Record<string, string | boolean | ((event: Event) => void)>>;

/** Creates an element; text stays text, whatever it holds. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children);
}

/** Creates a small square of a color. An SVG attribute is not a style, which the policy of the page forbids. */
export function swatch(color: string): SVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  for (const [name, value] of [
    ["width", "13"],
    ["height", "13"],
    ["aria-hidden", "true"],
  ] as const)
    svg.setAttribute(name, value);
  const rect = document.createElementNS(namespace, "rect");
  for (const [name, value] of [
    ["width", "13"],
    ["height", "13"],
    ["rx", "2"],
    ["fill", color],
  ] as const)
    rect.setAttribute(name, value);
  svg.append(rect);
  return svg;
}
