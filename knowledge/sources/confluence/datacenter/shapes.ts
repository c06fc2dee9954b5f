import { z } from 'zod'

const body = z.object({ value: z.string().nullish() }).optional()

/** A page or blog post of v1, with what was expanded. */
export const contentShape = z.object({
  id: z.string(),
  type: z.string(),
  status: z.string(),
  title: z.string(),
  space: z.object({ key: z.string() }).optional(),
  version: z.object({ number: z.number(), when: z.string() }),
  ancestors: z.array(z.object({ id: z.string(), type: z.string().optional() })).optional(),
  metadata: z
    .object({ labels: z.object({ results: z.array(z.object({ name: z.string() })) }).optional() })
    .optional(),
  restrictions: z.unknown(),
  body: z.object({ view: body, storage: body, export_view: body }).optional(),
  _links: z.object({ webui: z.string().optional(), base: z.string().optional() }).optional(),
})
export type Content = z.infer<typeof contentShape>

export const contentList = z.object({ results: z.array(contentShape) })

export const spaceShape = z.object({
  id: z.union([z.number(), z.string()]),
  key: z.string(),
  name: z.string(),
  status: z.string().optional(),
  homepage: z.object({ id: z.string() }).optional(),
})
export const spaceList = z.object({ results: z.array(z.object({ key: z.string() })) })

export type ServerSpace = z.infer<typeof spaceShape>
