package ai.ominigate.console.notices;

import java.time.Instant;
import java.util.Map;

/**
 * Something that somebody is told once.
 *
 * @param kind what it is about
 * @param id names what it is about, and with {@code kind} the notice
 * @param what its own words; empty where those of the kind say it all
 * @param at when it was known here
 */
record Notice(Kind kind, String id, String what, Instant at) {

    /** What people are told of, and where they are led. */
    enum Kind {
        /** A case that they claimed is more urgent than it was. */
        ESCALATED("abuse"),
        /** A second person is needed, and they could be it. */
        WAITS("approvals"),
        /** Somebody agreed to what they had proposed. */
        APPROVED("approvals"),
        /** Nobody agreed to what they had proposed, in time or at all. */
        NOT_APPROVED("approvals"),
        /** A request that is theirs has to be answered soon. */
        DUE("requests");

        private final String place;

        Kind(String place) {
            this.place = place;
        }

        String place() {
            return place;
        }
    }

    /** What leads to it, as a place's parameters. */
    Map<String, String> parameters() {
        return Map.of("id", id);
    }

    boolean isSameAs(Notice other) {
        return kind == other.kind && id.equals(other.id);
    }
}
