-- Credit that the staff gives: who gave it alone, what is left of each lot now, and whose end was told ahead.

ALTER TABLE billing.credit_lot ADD COLUMN warned_at timestamptz;

COMMENT ON COLUMN billing.credit_lot.warned_at IS 'when its owner was told that it is going to be lost';

CREATE INDEX credit_lot_to_warn_of ON billing.credit_lot (expires_at)
    WHERE remaining > 0 AND expires_at IS NOT NULL AND warned_at IS NULL;

-- Spending is in the wallet at once and changes no lot: what was spent since somebody brought them up to date is taken from
-- them here, in the order in which they are spent, without changing them.
CREATE VIEW billing.credit_lot_now AS
SELECT lot.id, lot.account, lot.kind, lot.tx, lot.granted, lot.priority, lot.made_at, lot.expires_at, lot.warned_at,
       lot.remaining - greatest(0, least(lot.remaining, lot.in_all - wallet.balance - lot.before)) AS remaining
  FROM (SELECT each.*,
               sum(remaining) OVER whole AS in_all,
               sum(remaining) OVER (PARTITION BY account ORDER BY priority, expires_at NULLS LAST, id
                                    ROWS UNBOUNDED PRECEDING) - remaining AS before
          FROM billing.credit_lot AS each
        WINDOW whole AS (PARTITION BY account)) AS lot
  JOIN billing.ledger_account AS of ON of.code = 'wallet:' || lot.account
  JOIN billing.ledger_balance AS wallet ON wallet.account_id = of.id;

-- Who gives credit without a second person is held to a limit.
CREATE INDEX ledger_tx_given_alone ON billing.ledger_tx ((meta ->> 'alone'), recorded_at) WHERE (meta ->> 'alone') IS NOT NULL;
