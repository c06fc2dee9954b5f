import type { MigrationInterface, QueryRunner } from 'typeorm'

/** WhatsApp: who is who, what was offered by number, how far a message in parts has come, files on their way, and who holds a session. */
export class WhatsApp1700000000010 implements MigrationInterface {
  name = 'WhatsApp1700000000010'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One person on one account: the thread stays whatever WhatsApp calls them by.
      CREATE TABLE whatsapp_person (
        account   text NOT NULL,
        thread    text NOT NULL,
        -- Digits with the country code.
        number    text,
        -- The id made for this business (user_id of the Cloud API, @lid of WhatsApp Web).
        scoped_id text,
        seen_at   timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (account, thread),
        UNIQUE (account, number),
        UNIQUE (account, scoped_id)
      );
      CREATE INDEX whatsapp_person_seen ON whatsapp_person (seen_at);

      -- The choices of the newest message in a thread, so that a typed number is understood.
      CREATE TABLE whatsapp_offer (
        account text NOT NULL,
        thread  text NOT NULL,
        choices jsonb NOT NULL,
        at      timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (account, thread)
      );
      CREATE INDEX whatsapp_offer_at ON whatsapp_offer (at);

      -- Parts of a message that reached WhatsApp before one was refused for now: the next try goes on behind them.
      CREATE TABLE whatsapp_progress (
        key     text PRIMARY KEY,
        account text NOT NULL,
        thread  text NOT NULL,
        parts   jsonb NOT NULL,
        at      timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX whatsapp_progress_at ON whatsapp_progress (at);

      -- Files that a provider fetches from us, for a short time.
      CREATE TABLE whatsapp_file (
        id           text PRIMARY KEY,
        account      text NOT NULL,
        thread       text NOT NULL,
        content_type text NOT NULL,
        name         text NOT NULL,
        bytes        bytea NOT NULL,
        expires_at   timestamptz NOT NULL
      );
      CREATE INDEX whatsapp_file_expires ON whatsapp_file (expires_at);

      -- A session of WhatsApp Web lives in one process.
      CREATE TABLE whatsapp_session (
        account     text PRIMARY KEY,
        holder      text,
        lease_until timestamptz,
        state       jsonb NOT NULL DEFAULT '{"state": "off"}',
        at          timestamptz NOT NULL DEFAULT now()
      );

      -- What a process without the session asks the one that has it to send.
      CREATE TABLE whatsapp_relay (
        key     text PRIMARY KEY,
        account text NOT NULL,
        thread  text NOT NULL,
        job     jsonb NOT NULL,
        -- asked, taken; then receipt is set.
        state   text NOT NULL DEFAULT 'asked',
        receipt jsonb,
        at      timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX whatsapp_relay_open ON whatsapp_relay (account) WHERE state = 'asked';
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE whatsapp_relay, whatsapp_session, whatsapp_file, whatsapp_progress, whatsapp_offer, whatsapp_person',
    )
  }
}
