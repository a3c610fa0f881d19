-- The double-entry ledger. Amounts are nano-dollars; + is credit, - is debit. The database itself refuses whatever
-- would make a book wrong, so that no mistake of the program can.

CREATE SCHEMA IF NOT EXISTS billing;

CREATE TABLE billing.ledger_account (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code        text    NOT NULL UNIQUE,
    kind        text    NOT NULL CHECK (kind IN ('asset', 'liability', 'revenue', 'expense')),
    currency    char(3) NOT NULL,
    account     uuid,
    min_balance bigint,
    UNIQUE (id, currency),
    CONSTRAINT wallet_has_a_floor CHECK (code NOT LIKE 'wallet:%' OR (min_balance IS NOT NULL AND min_balance >= 0))
);

COMMENT ON COLUMN billing.ledger_account.account IS 'whose it is; null for the accounts of the house';
COMMENT ON COLUMN billing.ledger_account.min_balance IS 'balance - held never falls below it; null for no limit';

CREATE TABLE billing.ledger_tx (
    id          uuid PRIMARY KEY,
    kind        text        NOT NULL CHECK (kind <> ''),
    idem_key    text        NOT NULL CHECK (idem_key <> ''),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    reverses    uuid UNIQUE REFERENCES billing.ledger_tx (id) CHECK (reverses <> id),
    meta        jsonb       NOT NULL DEFAULT '{}',
    written_by  xid8        NOT NULL DEFAULT pg_current_xact_id(),
    UNIQUE (kind, idem_key)
);

COMMENT ON COLUMN billing.ledger_tx.written_by IS
    'the database transaction that wrote it, the same in all its savepoints: entries may be added by no other';

CREATE TABLE billing.ledger_entry (
    tx_id      uuid     NOT NULL REFERENCES billing.ledger_tx (id),
    seq        smallint NOT NULL,
    account_id bigint   NOT NULL,
    currency   char(3)  NOT NULL,
    amount     bigint   NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (tx_id, seq),
    FOREIGN KEY (account_id, currency) REFERENCES billing.ledger_account (id, currency)
);

CREATE INDEX ledger_entry_by_account ON billing.ledger_entry (account_id);

CREATE TABLE billing.ledger_balance (
    account_id  bigint PRIMARY KEY REFERENCES billing.ledger_account (id),
    balance     bigint NOT NULL DEFAULT 0,
    held        bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
    min_balance bigint,
    version     bigint NOT NULL DEFAULT 0,
    CONSTRAINT neither_overdrawn_nor_overheld CHECK (min_balance IS NULL OR balance - held >= min_balance)
) WITH (fillfactor = 50);

-- What each kind of transaction has moved on an account: what an account has been credited and has used, without
-- adding up all its entries.
CREATE TABLE billing.ledger_total (
    account_id bigint NOT NULL REFERENCES billing.ledger_account (id),
    kind       text   NOT NULL,
    amount     bigint NOT NULL,
    PRIMARY KEY (account_id, kind)
) WITH (fillfactor = 50);

-- Append-only

CREATE FUNCTION billing.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on billing.% is refused: the ledger is append-only', tg_op, tg_table_name USING ERRCODE = '23514';
END $$;

CREATE TRIGGER ledger_tx_is_append_only BEFORE UPDATE OR DELETE ON billing.ledger_tx
    FOR EACH ROW EXECUTE FUNCTION billing.refuse();
CREATE TRIGGER ledger_tx_is_never_emptied BEFORE TRUNCATE ON billing.ledger_tx
    FOR EACH STATEMENT EXECUTE FUNCTION billing.refuse();
CREATE TRIGGER ledger_entry_is_append_only BEFORE UPDATE OR DELETE ON billing.ledger_entry
    FOR EACH ROW EXECUTE FUNCTION billing.refuse();
CREATE TRIGGER ledger_entry_is_never_emptied BEFORE TRUNCATE ON billing.ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION billing.refuse();
CREATE TRIGGER ledger_account_is_append_only BEFORE UPDATE OR DELETE ON billing.ledger_account
    FOR EACH ROW EXECUTE FUNCTION billing.refuse();
CREATE TRIGGER ledger_balance_stays BEFORE DELETE ON billing.ledger_balance
    FOR EACH ROW EXECUTE FUNCTION billing.refuse();
CREATE TRIGGER ledger_balance_is_never_emptied BEFORE TRUNCATE ON billing.ledger_balance
    FOR EACH STATEMENT EXECUTE FUNCTION billing.refuse();

CREATE FUNCTION billing.stamp_tx() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    new.written_by := pg_current_xact_id();
    RETURN new;
END $$;

CREATE TRIGGER ledger_tx_is_stamped BEFORE INSERT ON billing.ledger_tx
    FOR EACH ROW EXECUTE FUNCTION billing.stamp_tx();

-- Balances follow entries, and nothing else moves them

CREATE FUNCTION billing.open_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO billing.ledger_balance (account_id, min_balance) VALUES (new.id, new.min_balance);
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_account_has_a_balance AFTER INSERT ON billing.ledger_account
    FOR EACH ROW EXECUTE FUNCTION billing.open_balance();

CREATE FUNCTION billing.refuse_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- 1 is this trigger alone: the statement came from outside and not from apply_entries.
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'a balance changes by ledger entries only' USING ERRCODE = '23514';
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER ledger_balance_follows_entries BEFORE INSERT OR UPDATE OF account_id, balance, min_balance
    ON billing.ledger_balance FOR EACH ROW EXECUTE FUNCTION billing.refuse_by_hand();

CREATE FUNCTION billing.apply_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM inserted JOIN billing.ledger_tx AS tx ON tx.id = inserted.tx_id
                WHERE tx.written_by <> pg_current_xact_id()) THEN
        RAISE EXCEPTION 'a committed ledger transaction cannot grow' USING ERRCODE = '23514';
    END IF;

    -- Everybody locks balances in this order, so nobody waits in a circle.
    PERFORM 1 FROM billing.ledger_balance AS b
      WHERE b.account_id IN (SELECT account_id FROM inserted)
      ORDER BY b.account_id
        FOR NO KEY UPDATE;

    UPDATE billing.ledger_balance AS b
       SET balance = b.balance + moved.amount,
           version = b.version + 1
      FROM (SELECT account_id, sum(amount)::bigint AS amount FROM inserted GROUP BY account_id) AS moved
     WHERE b.account_id = moved.account_id;

    INSERT INTO billing.ledger_total AS t (account_id, kind, amount)
    SELECT inserted.account_id, tx.kind, sum(inserted.amount)::bigint
      FROM inserted
      JOIN billing.ledger_tx AS tx ON tx.id = inserted.tx_id
     GROUP BY inserted.account_id, tx.kind
     ORDER BY inserted.account_id, tx.kind
        ON CONFLICT (account_id, kind) DO UPDATE SET amount = t.amount + excluded.amount;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_entry_moves_balances AFTER INSERT ON billing.ledger_entry
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION billing.apply_entries();

-- Every transaction sums to zero. Checked at commit, for the transaction and again for each of its entries: the check
-- of the transaction alone could be brought forward by SET CONSTRAINTS and entries added after it.

CREATE FUNCTION billing.require_balanced(tx uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM billing.ledger_entry WHERE tx_id = tx) < 2 THEN
        RAISE EXCEPTION 'ledger transaction % has less than two entries', tx USING ERRCODE = '23514';
    END IF;
    IF EXISTS (SELECT 1 FROM billing.ledger_entry WHERE tx_id = tx GROUP BY currency HAVING sum(amount) <> 0) THEN
        RAISE EXCEPTION 'the entries of ledger transaction % do not sum to zero', tx USING ERRCODE = '23514';
    END IF;
END $$;

CREATE FUNCTION billing.require_tx_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM billing.require_balanced(new.id);
    RETURN NULL;
END $$;

CREATE FUNCTION billing.require_entry_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM billing.require_balanced(new.tx_id);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_tx_is_balanced AFTER INSERT ON billing.ledger_tx
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing.require_tx_balanced();
CREATE CONSTRAINT TRIGGER ledger_entry_is_balanced AFTER INSERT ON billing.ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing.require_entry_balanced();

-- The accounts of the house; those of customers (wallet:…, receivable:…) are opened with their account.

INSERT INTO billing.ledger_account (code, kind, currency)
VALUES ('stripe_clearing', 'asset', 'USD'),
       ('promo_expense', 'expense', 'USD'),
       ('goodwill', 'expense', 'USD'),
       ('revenue_usage', 'revenue', 'USD');
