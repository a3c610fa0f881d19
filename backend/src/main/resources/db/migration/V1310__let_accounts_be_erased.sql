-- An account whose owner is forgotten: its id stays as the name of nobody, so that what is told about it can be told apart.
ALTER TABLE accounts.account DROP CONSTRAINT account_status_check;
ALTER TABLE accounts.account ADD CONSTRAINT account_status_check CHECK (status IN ('ACTIVE', 'SUSPENDED', 'CLOSED'));
ALTER TABLE accounts.account ADD COLUMN erased_at TIMESTAMPTZ;
ALTER TABLE accounts.account ADD CONSTRAINT erased_knows_nobody CHECK (
    erased_at IS NULL OR (status = 'CLOSED' AND email IS NULL AND stripe_customer IS NULL));

-- What is closed stays closed.
CREATE FUNCTION accounts.keep_closed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'account % is closed for good', OLD.id USING ERRCODE = '23514';
END $$;

CREATE TRIGGER keep_closed BEFORE UPDATE ON accounts.account
    FOR EACH ROW WHEN (OLD.status = 'CLOSED' AND NEW.status <> 'CLOSED' OR OLD.erased_at IS NOT NULL)
    EXECUTE FUNCTION accounts.keep_closed();

-- The books name accounts by an id. It may become nobody's, once, in all places alike; and words beside a transaction may
-- go. Amounts, times and what balances what stay as they are.
DROP TRIGGER ledger_account_is_append_only ON billing.ledger_account;
CREATE TRIGGER ledger_account_is_never_deleted BEFORE DELETE ON billing.ledger_account
    FOR EACH ROW EXECUTE FUNCTION billing.refuse();
CREATE TRIGGER ledger_account_changes_its_name_alone BEFORE UPDATE ON billing.ledger_account
    FOR EACH ROW WHEN (
        OLD.account IS NULL
        OR NEW.account IS NULL
        OR (OLD.id, OLD.kind, OLD.currency, OLD.min_balance) IS DISTINCT FROM (NEW.id, NEW.kind, NEW.currency, NEW.min_balance)
        OR NEW.code <> replace(OLD.code, OLD.account::text, NEW.account::text))
    EXECUTE FUNCTION billing.refuse();

DROP TRIGGER ledger_tx_is_append_only ON billing.ledger_tx;
CREATE TRIGGER ledger_tx_is_never_deleted BEFORE DELETE ON billing.ledger_tx
    FOR EACH ROW EXECUTE FUNCTION billing.refuse();
CREATE TRIGGER ledger_tx_loses_its_words_alone BEFORE UPDATE ON billing.ledger_tx
    FOR EACH ROW WHEN (
        NEW.meta <> '{}'
        OR (OLD.id, OLD.kind, OLD.idem_key, OLD.occurred_at, OLD.recorded_at, OLD.reverses, OLD.written_by)
            IS DISTINCT FROM
           (NEW.id, NEW.kind, NEW.idem_key, NEW.occurred_at, NEW.recorded_at, NEW.reverses, NEW.written_by))
    EXECUTE FUNCTION billing.refuse();

-- A decision about an account or a key may become one about nobody.
DROP TRIGGER keep_decision ON abuse.decision;
CREATE TRIGGER keep_decision BEFORE UPDATE ON abuse.decision
    FOR EACH ROW WHEN (
        OLD.state = 'ENDED' AND (NEW.state <> 'ENDED' OR NOT (NEW.ending IN ('OVERTURNED') OR NEW.ending = OLD.ending))
        OR (OLD.action, OLD.reason, OLD.decided_at) IS DISTINCT FROM (NEW.action, NEW.reason, NEW.decided_at)
        -- But for the network of what has ended, which becomes wider and so nobody's.
        OR (OLD.entity <> NEW.entity
            AND NOT (OLD.state = 'ENDED' AND coalesce(NEW.network >> OLD.network, false))
            AND NOT (
                split_part(OLD.entity, ':', 1) IN ('account', 'key')
                AND split_part(NEW.entity, ':', 1) = split_part(OLD.entity, ':', 1)
                AND NEW.note IS NULL)))
    EXECUTE FUNCTION abuse.keep_decision();
