-- Finds the hours of all accounts together. Rows come in the order of time, and a block-range index of them is small and
-- does not keep updates of a row on its page.
CREATE INDEX usage_hourly_hour ON metering.usage_hourly USING brin (hour) WITH (pages_per_range = 32, autosummarize = on);
