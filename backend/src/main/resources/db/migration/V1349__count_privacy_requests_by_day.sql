-- What came in and what ended on each of the last days is counted without reading what is older.
CREATE INDEX request_received ON privacy.request (received_at);
CREATE INDEX request_ended_at ON privacy.request (ended_at) WHERE ended_at IS NOT NULL;
