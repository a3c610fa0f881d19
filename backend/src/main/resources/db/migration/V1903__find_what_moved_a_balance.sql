-- What moved an account's balance besides its calls is little among much: calls are posted many times a minute. It is found
-- without reading those, in the order of time, which ids of transactions have.

ALTER TABLE billing.ledger_entry ADD COLUMN of_usage boolean NOT NULL DEFAULT FALSE;

COMMENT ON COLUMN billing.ledger_entry.of_usage IS 'whether its transaction posts calls';

ALTER TABLE billing.ledger_entry DISABLE TRIGGER ledger_entry_is_append_only;

UPDATE billing.ledger_entry AS entry
   SET of_usage = TRUE
  FROM billing.ledger_tx AS tx
 WHERE tx.id = entry.tx_id
   AND tx.kind = 'usage';

ALTER TABLE billing.ledger_entry ENABLE TRIGGER ledger_entry_is_append_only;

CREATE INDEX ledger_entry_but_usage ON billing.ledger_entry (account_id, tx_id) WHERE NOT of_usage;
