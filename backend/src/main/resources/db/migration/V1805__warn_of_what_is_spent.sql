-- What an account wants to be told of, by mail, when it is reached: a balance that is low, or what a day or a month costs.
CREATE TABLE customer.alert (
    id UUID PRIMARY KEY,
    account UUID NOT NULL REFERENCES accounts.account (id),
    kind TEXT NOT NULL CHECK (kind IN ('LOW_BALANCE', 'DAILY_SPEND', 'MONTHLY_SPEND')),
    -- In nano-dollars.
    threshold BIGINT NOT NULL CHECK (threshold > 0),
    created_at TIMESTAMPTZ NOT NULL,
    -- When it was told last; of a balance it is forgotten again when that is high enough.
    told_at TIMESTAMPTZ,
    -- The first day of the period that was told of, as the account's clock has it; null for a balance.
    told_of DATE,
    -- How far the account's books had come when they were looked at last.
    seen BIGINT NOT NULL DEFAULT -1,
    UNIQUE (account, kind, threshold)
);
