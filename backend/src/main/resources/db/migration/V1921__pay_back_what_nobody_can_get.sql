-- What is paid when its account is closed, or forgotten, is credited to nobody: all of it is paid back. And what has changed of
-- somebody whom Stripe knows is told there.

ALTER TABLE payment.top_up
    DROP CONSTRAINT top_up_state_check,
    ADD CONSTRAINT top_up_state_check
        CHECK (state IN ('ASKED', 'OPEN', 'PAID', 'FAILED', 'EXPIRED', 'REFUSED', 'RETURNED'));

ALTER TABLE payment.refund
    DROP CONSTRAINT refund_cause_check,
    ADD CONSTRAINT refund_cause_check CHECK (cause IN ('UNUSED', 'CLOSED', 'ELSEWHERE', 'ACCOUNT_GONE'));

-- All of a payment goes back once.
CREATE UNIQUE INDEX refund_of_all ON payment.refund (top_up) WHERE cause = 'ACCOUNT_GONE';

-- Whose address Stripe has to be told; what it is, is read when it is told.
CREATE TABLE payment.customer_news (
    account_id  uuid PRIMARY KEY,
    changed_at  timestamptz NOT NULL,
    revision    bigint      NOT NULL DEFAULT 1,
    look_at     timestamptz NOT NULL,
    taken_until timestamptz
);

COMMENT ON COLUMN payment.customer_news.revision IS 'another number after every change: what was told is over only if none came after';
COMMENT ON COLUMN payment.customer_news.taken_until IS 'until when somebody tells it, so that two never tell two addresses at once';

CREATE INDEX customer_news_to_look_at ON payment.customer_news (look_at);
