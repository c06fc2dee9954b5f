import { z } from 'zod'

const links = z.object({ webui: z.string().optional(), base: z.string().optional() }).optional()
const body = z.object({ value: z.string().nullish() }).optional()

/** A page or blog post of v2, alone or in a list. */
export const pageShape = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  spaceId: z.string().nullish(),
  parentId: z.string().nullish(),
  parentType: z.string().nullish(),
  version: z.object({ number: z.number(), createdAt: z.string() }),
  body: z.record(z.string(), z.unknown()).optional(),
  labels: z
    .object({
      results: z.array(z.object({ name: z.string() })),
      meta: z.object({ hasMore: z.boolean().optional() }).optional(),
    })
    .optional(),
  _links: links,
})
export type CloudPage = z.infer<typeof pageShape>

export const spaceShape = z.object({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  status: z.string(),
  homepageId: z.string().nullish(),
})
export type CloudSpace = z.infer<typeof spaceShape>

export const folderShape = z.object({
  id: z.string(),
  title: z.string(),
  parentId: z.string().nullish(),
  parentType: z.string().nullish(),
  _links: links,
})

/** One of /descendants or /ancestors. */
export const nodeShape = z.object({
  id: z.string(),
  type: z.string(),
  parentId: z.string().nullish(),
  depth: z.number().optional(),
})

/** A hit of v1 search, with what is expanded below `content`. */
export const hitShape = z.object({
  content: z.object({
    id: z.string(),
    version: z.object({ number: z.number() }).optional(),
    restrictions: z.unknown(),
    metadata: z
      .object({
        labels: z
          .object({
            results: z.array(z.object({ name: z.string() })),
            _links: z.object({ next: z.string().optional() }).optional(),
          })
          .optional(),
      })
      .optional(),
  }),
})

export const labelShape = z.object({ name: z.string() })

/** A list of any kind; hits of search that carry no content (spaces, users) are left out by the caller's query. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ results: z.array(item), _links: z.object({ base: z.string().optional() }).optional() })

/** Value of one body format, when the answer carries it as text. */
export function bodyValue(of: CloudPage, format: string): string | undefined {
  return body.safeParse(of.body?.[format]).data?.value ?? undefined
}
