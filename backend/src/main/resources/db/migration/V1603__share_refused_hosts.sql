-- Hosts that some node wanted to connect to though they are not registered, for all nodes to see.
CREATE TABLE subprocessor.refused_host (
    host TEXT PRIMARY KEY CHECK (length(host) BETWEEN 1 AND 300),
    last_at TIMESTAMPTZ NOT NULL
);
