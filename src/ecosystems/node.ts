import { certainDirectories, certainFiles, directories, type Ecosystem } from "./ecosystem.ts";

export const node: Ecosystem = {
  title: "Node.js",
  marks: ["package.json"],
  tools: [
    {
      installs: /\b(npm|pnpm|yarn|bun) +(ci|i|install)\b|\byarn *($|&&)/,
      manifest:
        /^(package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|pnpm-workspace\.yaml|bun\.lockb?)$/,
    },
  ],
  makes:
    /\b(npm|pnpm|yarn|bun|npx|bunx|turbo|nx) +(run +|exec +)?([\w:@-]+ +)*(build|generate|export|compile)\b|\b(tsc|next build|nuxt build|vite build|webpack|rollup|ng build)\b/,
  junk: [
    ...certainDirectories("installed", {
      node_modules: "packages installed by npm, yarn or pnpm",
      bower_components: "packages installed by bower",
      jspm_packages: "packages installed by jspm",
    }),
    ...certainDirectories("output", {
      ".next": "the output of Next.js",
      ".nuxt": "the output of Nuxt",
      ".svelte-kit": "the output of SvelteKit",
    }),
    ...certainDirectories("cache", {
      ".pnpm-store": "the package store of pnpm",
      ".turbo": "the cache of Turborepo",
      ".parcel-cache": "the cache of Parcel",
    }),
    ...certainDirectories("report", { ".nyc_output": "the coverage of a test run" }),
    ...certainFiles("cache", { ".eslintcache": "the cache of ESLint", "*.tsbuildinfo": "the memory of tsc" }),
    ...certainFiles("logs", {
      "npm-debug.log*": "logs of npm",
      "yarn-debug.log*": "logs of yarn",
      "yarn-error.log*": "logs of yarn",
      "pnpm-debug.log*": "logs of pnpm",
      "lerna-debug.log*": "logs of lerna",
    }),
    ...directories("output", {
      dist: "the output of a build",
      build: "the output of a build",
      out: "the output of a build",
      ".output": "the output of Nitro",
      "storybook-static": "the output of Storybook",
    }),
    ...directories("cache", { ".angular": "the cache of Angular", ".vite": "the cache of Vite" }),
    ...directories("report", {
      coverage: "the coverage of a test run",
      "playwright-report": "the report of a test run",
      "test-results": "the results of a test run",
    }),
  ],
  ignored: {
    always:
      /^(\.(vercel|netlify|serverless|wrangler|firebase|amplify|cache|temp|tmp|vite|stylelintcache|angular|sass-cache|npm|yarn\/cache)|logs?|tmp|\*\.(log|pid|seed|tgz)|\*\.pid\.lock|\*\.local|lib-cov|playwright-report|test-results|storybook-static)$/,
    made: /^(\.(next|nuxt|output|svelte-kit|docusaurus|astro)|dist-ssr|public\/build|www)$/,
  },
};
