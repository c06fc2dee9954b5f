import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What the e-mail channel remembers: whose a thread is, which mails are of it, and how far the mailbox was read. */
export class Email1700000000009 implements MigrationInterface {
  name = 'Email1700000000009'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE email_thread (
        account     text NOT NULL,
        id          text NOT NULL,
        -- The one address that writes in it and that is answered, lower case.
        party       text NOT NULL,
        party_name  text,
        -- As the newest mail of theirs has it.
        subject     text NOT NULL,
        -- The same without what mail programs put before it, for replies without references.
        subject_key text NOT NULL,
        -- Random; part of every Message-ID of ours, so that whoever knows it has had a mail of this thread.
        token       text NOT NULL UNIQUE,
        active_at   timestamptz NOT NULL,
        PRIMARY KEY (account, id)
      );
      CREATE INDEX email_thread_party ON email_thread (account, party, subject_key);
      CREATE INDEX email_thread_active ON email_thread (active_at);

      -- What came in. Two mails with one Message-ID are told apart by their digest.
      CREATE TABLE email_message (
        account     text NOT NULL,
        external_id text NOT NULL,
        thread      text NOT NULL,
        -- Absent where the mail had none.
        message_id  text,
        digest      text NOT NULL,
        refs        text[] NOT NULL,
        at          timestamptz NOT NULL,
        seq         bigint GENERATED ALWAYS AS IDENTITY,
        PRIMARY KEY (account, external_id),
        FOREIGN KEY (account, thread) REFERENCES email_thread (account, id) ON DELETE CASCADE
      );
      CREATE INDEX email_message_id ON email_message (account, message_id);
      CREATE INDEX email_message_thread ON email_message (account, thread, seq);

      -- What went out: a row is made before the mail is handed over, so that none goes out twice.
      CREATE TABLE email_sent (
        key        text NOT NULL,
        -- A message longer than one mail becomes several.
        part       integer NOT NULL,
        account    text NOT NULL,
        thread     text NOT NULL,
        message_id text NOT NULL,
        author     text NOT NULL CHECK (author IN ('bot', 'human')),
        state      text NOT NULL CHECK (state IN ('sending', 'sent', 'unknown')),
        at         timestamptz NOT NULL,
        PRIMARY KEY (key, part),
        FOREIGN KEY (account, thread) REFERENCES email_thread (account, id) ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX email_sent_id ON email_sent (account, message_id);
      CREATE INDEX email_sent_thread ON email_sent (account, thread, at);

      -- How far a mailbox was read, and which process reads it.
      CREATE TABLE email_mailbox (
        account      text PRIMARY KEY,
        uid_validity bigint,
        last_uid     bigint NOT NULL DEFAULT 0,
        -- When the server had the newest mail that was read.
        last_at      timestamptz,
        owner        text,
        lease_until  timestamptz
      );

      -- Tokens of signed webhooks that were taken: none counts for another body.
      CREATE TABLE email_webhook_token (
        token  text PRIMARY KEY,
        digest text NOT NULL,
        at     timestamptz NOT NULL
      );
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE email_webhook_token, email_mailbox, email_sent, email_message, email_thread',
    )
  }
}
