-- Accounts that are closed and get back what is left of their money. The decision says who wanted it and why; this says
-- what is still to be paid.
ALTER TABLE abuse.decision
    DROP CONSTRAINT decision_action_check,
    ADD CONSTRAINT decision_action_check CHECK (action IN (
        'DISMISS', 'ALLOW', 'WARN', 'THROTTLE', 'REQUIRE_STEP',
        'BLOCK_NETWORK', 'SUSPEND_KEY', 'SUSPEND_ACCOUNT', 'BAN_ACCOUNT', 'REFUND_AND_CLOSE'));

CREATE TABLE abuse.refund_due (
    decision UUID PRIMARY KEY REFERENCES abuse.decision (id),
    account_id UUID NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    paid_at TIMESTAMPTZ,
    -- What the payment's processor calls it.
    payment TEXT CHECK (length(payment) BETWEEN 1 AND 200),
    withdrawn_at TIMESTAMPTZ,
    CHECK ((paid_at IS NULL) = (payment IS NULL)),
    CHECK (paid_at IS NULL OR withdrawn_at IS NULL)
);

-- An account is closed once.
CREATE UNIQUE INDEX refund_due_account ON abuse.refund_due (account_id) WHERE withdrawn_at IS NULL;
