-- What an account's owner is known by beyond the gateway. Read by those who help and investigate, and never on the path
-- of a call.
ALTER TABLE accounts.account
    ADD COLUMN email TEXT CHECK (email ~ '^[^\s@]+@[^\s@]+$' AND length(email) <= 254),
    ADD COLUMN stripe_customer TEXT CHECK (stripe_customer ~ '^cus_[A-Za-z0-9]{1,100}$');

COMMENT ON COLUMN accounts.account.email IS 'as its owner writes it; null for accounts that an operator made without one';
COMMENT ON COLUMN accounts.account.stripe_customer IS 'opaque; null until it pays';

-- An account that is closed one day leaves its address free.
CREATE UNIQUE INDEX account_email ON accounts.account (lower(email)) WHERE status IN ('ACTIVE', 'SUSPENDED');

CREATE UNIQUE INDEX account_stripe_customer ON accounts.account (stripe_customer);

CREATE INDEX api_key_hint ON accounts.api_key (hint);
