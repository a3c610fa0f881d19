package ai.ominigate.metering;

import static ai.ominigate.personal.PersonalTable.deleted;
import static ai.ominigate.personal.PersonalTable.unlinkedBy;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** Whose calls were made when. Bills are still to be explained when a person is gone, so the calls stay as nobody's. */
@Singleton
final class UsageRecords implements PersonalRecords {
    private static final String UNLINK = """
            SET account_id = :pseudonym,
                key_id = coalesce((:pseudonyms)[array_position(:keys, key_id)], :pseudonym)
            WHERE account_id = :account
            """;

    private static final String SUMS = """
            account_id, key_id, model, calls, failed_calls, input_tokens, cache_read_tokens, cache_write_5m_tokens,
            cache_write_1h_tokens, output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, cost_nanos""";

    @Override
    public String name() {
        return "usage";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(
                PersonalTable.of(
                        "metering.answer",
                        "usage/answers",
                        "digest, occurred_at, event_id, account_id",
                        "account_id = :account",
                        deleted()),
                PersonalTable.of(
                        "metering.key_spend",
                        "usage/spent",
                        "key_id, span, since, nanos, changed_at",
                        "key_id = ANY (:keys)",
                        deleted()),
                PersonalTable.of(
                        "metering.usage_hourly",
                        "usage/hours",
                        "hour, account_id, key_id, model, provider, calls, failed_calls, input_tokens, cache_read_tokens, "
                                + "cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, "
                                + "audio_input_tokens, audio_output_tokens, cost_nanos",
                        "account_id = :account",
                        unlinkedBy("UPDATE metering.usage_hourly " + UNLINK)),
                PersonalTable.of(
                        "metering.usage_six_hourly",
                        "usage/six-hours",
                        "until, " + SUMS,
                        "account_id = :account",
                        unlinkedBy("UPDATE metering.usage_six_hourly " + UNLINK)),
                PersonalTable.of(
                        "metering.usage_quarter_hourly",
                        "usage/quarter-hours",
                        "hour, quarter, " + SUMS,
                        "account_id = :account",
                        unlinkedBy("UPDATE metering.usage_quarter_hourly " + UNLINK)),
                PersonalTable.of(
                                "metering.usage_event",
                                "usage/calls",
                                "occurred_at, event_id, account_id, key_id, model, provider, input_tokens, cache_read_tokens, "
                                        + "cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, "
                                        + "audio_input_tokens, audio_output_tokens, calls, latency_micros, first_byte_micros, "
                                        + "http_status, end_reason, price_version, cost_nanos, estimated",
                                "account_id = :account",
                                unlinkedBy("UPDATE metering.usage_event " + UNLINK))
                        .byMonthOf("occurred_at"));
    }
}
