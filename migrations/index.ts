import { Knowledge1700000000001 } from './0001-knowledge.ts'
import { Index1700000000002 } from './0002-index.ts'
import { Conversations1700000000003 } from './0003-conversations.ts'
import { Web1700000000004 } from './0004-web.ts'
import { SiteGate1700000000005 } from './0005-site-gate.ts'
import { EmbeddingUse1700000000006 } from './0006-embedding-use.ts'
import { Channels1700000000007 } from './0007-channels.ts'
import { Desk1700000000008 } from './0008-desk.ts'
import { Email1700000000009 } from './0009-email.ts'
import { WhatsApp1700000000010 } from './0010-whatsapp.ts'
import { Instagram1700000000011 } from './0011-instagram.ts'
import { Voice1700000000012 } from './0012-voice.ts'
import { Slack1700000000013 } from './0013-slack.ts'
import { Edits1700000000014 } from './0014-edits.ts'
import { UnitVectors1700000000015 } from './0015-unit-vectors.ts'
import { PublicFiles1700000000016 } from './0016-public-files.ts'
import { Troubles1700000000017 } from './0017-troubles.ts'

/** Every migration, in order. Written by hand: the schema builder would drop the HNSW indexes. */
export const migrations = [
  Knowledge1700000000001,
  Index1700000000002,
  Conversations1700000000003,
  Web1700000000004,
  SiteGate1700000000005,
  EmbeddingUse1700000000006,
  Channels1700000000007,
  Desk1700000000008,
  Email1700000000009,
  WhatsApp1700000000010,
  Instagram1700000000011,
  Voice1700000000012,
  Slack1700000000013,
  Edits1700000000014,
  UnitVectors1700000000015,
  PublicFiles1700000000016,
  Troubles1700000000017,
]
