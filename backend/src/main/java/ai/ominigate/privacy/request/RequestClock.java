package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.privacy.clock.Deadlines;
import ai.ominigate.privacy.clock.StatutoryClock;
import ai.ominigate.privacy.clock.StatutoryClock.Start;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The days of requests, as they are kept with them. */
@Singleton
final class RequestClock {
    private final StatutoryClock statutes;

    RequestClock(StatutoryClock statutes) {
        this.statutes = statutes;
    }

    /** As in {@link RequestFile.Clock}. */
    record Days(
            LocalDate receivedOn,
            @Nullable LocalDate acknowledgeBy,
            LocalDate target,
            @Nullable LocalDate due,
            LocalDate answerBy,
            @Nullable LocalDate extendBy) {

        static Days of(Deadlines deadlines) {
            return new Days(
                    deadlines.received(),
                    deadlines.acknowledged(),
                    deadlines.internalTarget(),
                    deadlines.due(),
                    deadlines.latest() == null ? deadlines.internalTarget() : deadlines.latest(),
                    deadlines.extension() == null ? null : deadlines.extension().toldBy());
        }
    }

    /** Of what has just come in. While nobody knows what it asks for it is as pressing as access. */
    Days begin(Regime regime, @Nullable RequestType type, Instant receivedAt) {
        return Days.of(statutes.deadlines(regime, known(type), Start.at(receivedAt)));
    }

    private static RequestType known(@Nullable RequestType type) {
        return type == null ? RequestType.ACCESS : type;
    }
}
