-- What was decided in the last 30 days is counted, and decisions are listed by when they were made.
CREATE INDEX decision_decided_at ON abuse.decision (decided_at);
