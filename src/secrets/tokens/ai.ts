import { eachFollowedBy, hexDigits, type TokenFormat } from "../token.ts";

/** Keys of services that run AI models. */
export const aiTokens: readonly TokenFormat[] = [
  {
    id: "openai-key",
    what: "OpenAI API key",
    looks: "sk-, sk-proj-, sk-svcacct- or sk-admin-, random characters, mostly around T3BlbkFJ",
    anchors: "sk-proj- sk-svcacct- sk-admin- T3BlbkFJ",
    before: { characters: /[\w-]/, most: 180 },
    pattern:
      /sk-(?:(?:proj|svcacct|admin)-[\w-]{100,300}|(?:(?:proj|svcacct|admin|None)-[\w-]{20,160}?|[A-Za-z0-9]{20})T3BlbkFJ[\w-]{20,160})(?![\w-])/y,
  },
  {
    id: "anthropic-key",
    what: "Anthropic API key",
    looks: "sk-ant-api03-, sk-ant-admin01- or sk-ant-oat01- and 80 or more characters",
    anchors: "sk-ant-",
    pattern: /sk-ant-[a-z]{2,6}\d{2}-[\w-]{80,160}(?![\w-])/y,
  },
  {
    id: "huggingface-token",
    what: "Hugging Face token",
    looks: "hf_ and 34 letters, or api_org_ and 34 letters",
    anchors: "hf_ api_org_",
    pattern: /(?:hf|api_org)_[A-Za-z0-9]{34}(?!\w)/y,
  },
  {
    id: "replicate-token",
    what: "Replicate token",
    looks: "r8_ and 37 letters and digits",
    anchors: "r8_",
    pattern: /r8_[A-Za-z0-9]{37}(?!\w)/y,
  },
  {
    id: "groq-key",
    what: "Groq API key",
    looks: "gsk_ and 52 letters and digits",
    anchors: "gsk_",
    pattern: /gsk_[A-Za-z0-9]{52}(?!\w)/y,
  },
  {
    id: "perplexity-key",
    what: "Perplexity API key",
    looks: "pplx- and 48 letters and digits",
    anchors: "pplx-",
    pattern: /pplx-[A-Za-z0-9]{48}(?!\w)/y,
  },
  {
    id: "xai-key",
    what: "xAI API key",
    looks: "xai- and 80 letters and digits",
    anchors: "xai-",
    pattern: /xai-[A-Za-z0-9]{80}(?!\w)/y,
  },
  {
    id: "openrouter-key",
    what: "OpenRouter API key",
    looks: "sk-or-v1- and 64 hex digits",
    anchors: "sk-or-v1-",
    pattern: /sk-or-v1-[a-f0-9]{64}(?!\w)/y,
  },
  {
    id: "langsmith-key",
    what: "LangSmith API key",
    looks: "lsv2_pt_ or lsv2_sk_, 32 hex digits, _ and 10 more",
    anchors: "lsv2_pt_ lsv2_sk_",
    pattern: /lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}(?!\w)/y,
  },
  {
    id: "pinecone-key",
    what: "Pinecone API key",
    looks: "pcsk_ and 60 or more characters",
    anchors: "pcsk_",
    pattern: /pcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{60,66}(?!\w)/y,
  },
  {
    id: "nvidia-key",
    what: "NVIDIA API key",
    looks: "nvapi- and 64 characters",
    anchors: "nvapi-",
    pattern: /nvapi-[\w-]{60,70}(?![\w-])/y,
  },
  {
    id: "elevenlabs-key",
    what: "ElevenLabs API key",
    looks: "sk_ and 48 hex digits",
    anchors: eachFollowedBy("sk_", hexDigits),
    pattern: /sk_[a-f0-9]{48}(?!\w)/y,
  },
  {
    id: "tavily-key",
    what: "Tavily API key",
    looks: "tvly- and 32 or more characters",
    anchors: "tvly-",
    pattern: /tvly-(?:dev-|prod-)?[A-Za-z0-9]{32}(?!\w)/y,
  },
];
