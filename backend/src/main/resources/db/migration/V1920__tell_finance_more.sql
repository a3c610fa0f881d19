-- What those who look after money need beside the amounts: until when a bank waits for an answer, why something was not
-- credited, what came of a difference, and nights on which Stripe's books could not be read.

ALTER TABLE payment.dispute
    ADD COLUMN reason    text CHECK (reason ~ '^[a-z_]{1,60}$'),
    ADD COLUMN answer_by timestamptz,
    ADD COLUMN evidence  text CHECK (evidence IN ('NONE', 'DRAFTED', 'SENT', 'TOO_LATE'));

COMMENT ON COLUMN payment.dispute.answer_by IS 'until when the bank takes evidence; null where it takes none';

ALTER TABLE payment.difference
    ADD COLUMN reason text CHECK (reason ~ '^[A-Z_]{1,40}$'),
    ADD COLUMN top_up uuid,
    ADD COLUMN note   text CHECK (length(note) BETWEEN 1 AND 500);

COMMENT ON COLUMN payment.difference.reason IS 'why a payment was not credited; null for other differences';
COMMENT ON COLUMN payment.difference.top_up IS 'the order that the payment said it is of, if it is one of ours';

ALTER TABLE payment.comparison
    ALTER COLUMN ours_cents DROP NOT NULL,
    ADD COLUMN failure text CHECK (failure ~ '^[a-z_]{1,60}$');

COMMENT ON COLUMN payment.comparison.failure IS 'why nothing could be compared; null if it could';

CREATE INDEX top_up_by_time ON payment.top_up (asked_at, id);
