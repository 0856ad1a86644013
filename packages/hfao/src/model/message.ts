import { z } from 'zod';

/**
 * One part of a message, by the OpenTelemetry GenAI message schemas
 * (gen-ai-input-messages.json, gen-ai-output-messages.json). An unknown `type` is kept as it came.
 */
export const MessagePart = z.looseObject({
  type: z.string().describe('text, reasoning, tool_call, tool_call_response, blob, file, uri or a kind of its own'),
  content: z.unknown().optional().describe('text and reasoning: the text; blob: base64'),
  id: z.string().nullish().describe('tool_call, tool_call_response: joins the call and its answer'),
  name: z.string().optional().describe('tool_call: the function'),
  arguments: z.unknown().optional().describe('tool_call: as structured data where it parsed, else the text'),
  response: z.unknown().optional().describe('tool_call_response: what the tool returned'),
  modality: z.string().optional().describe('blob, file, uri: image, video, audio, document'),
  mime_type: z.string().optional(),
  uri: z.string().optional(),
  file_id: z.string().optional(),
});
export type MessagePart = z.infer<typeof MessagePart>;

export const Message = z.looseObject({
  role: z.string().describe('system, user, assistant, tool'),
  parts: z.array(MessagePart),
  name: z.string().optional(),
  finish_reason: z.string().optional(),
});
export type Message = z.infer<typeof Message>;

/** A conversation as `input` and `output` hold it. */
export const Conversation = z.looseObject({ messages: z.array(Message) });
export type Conversation = z.infer<typeof Conversation>;
