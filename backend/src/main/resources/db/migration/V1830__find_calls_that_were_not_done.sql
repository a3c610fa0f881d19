-- Few calls end otherwise than well, and those are looked for among all of an account's.
CREATE INDEX usage_event_not_done ON metering.usage_event (account_id, occurred_at) WHERE end_reason <> 1;
