import type { Report } from "../report-model.ts";

/** Which release is meant, where releases end otherwise, and how to request the other. */
const releases: Readonly<Record<string, string>> = {
  classic: "classic (Engine 20.10; of 28: classic@28)",
  "classic@28": "classic@28 (Engine 28; of 20.10: classic)",
  buildah: "buildah (1.45; of 1.28: buildah@1.28)",
  "buildah@1.28": "buildah@1.28 (of 1.45: buildah)",
};

export const builderWords = ({ builder, os }: Pick<Report, "builder" | "os">): string =>
  os === null ? (releases[builder] ?? builder) : `${builder} with a client on Windows`;
