package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.privacy.Urgency;
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

    /** Of one that is there, by what is known of it now. */
    Days of(RequestFile file) {
        return of(file.clock(), file.type(), file.identifiedAt());
    }

    /** As they would be if the person were told now that it takes longer. */
    Days extended(RequestFile file, Instant told) {
        RequestFile.Clock clock = file.clock();
        return of(
                new RequestFile.Clock(
                        clock.regime(),
                        clock.receivedAt(),
                        clock.receivedOn(),
                        clock.acknowledgeBy(),
                        clock.target(),
                        clock.due(),
                        clock.answerBy(),
                        clock.extendBy(),
                        clock.stoppedAt(),
                        clock.stoppedDays(),
                        told,
                        clock.extendedFor()),
                file.type(),
                file.identifiedAt());
    }

    private Days of(RequestFile.Clock clock, @Nullable RequestType type, @Nullable Instant identifiedAt) {
        Deadlines deadlines = statutes.deadlines(
                clock.regime(), known(type), new Start(clock.receivedAt(), identifiedAt, clock.stoppedDays()));
        Instant told = clock.extendedAt();
        if (told == null || deadlines.extension() == null) {
            return Days.of(deadlines);
        }
        LocalDate day = statutes.today(clock.regime(), told);
        // By another law it may have been too late.
        return day.isAfter(deadlines.extension().toldBy()) ? Days.of(deadlines) : Days.of(deadlines.extended(day));
    }

    /** The day that it is where the law applies, to compare days with. */
    LocalDate today(Regime regime, Instant now) {
        return statutes.today(regime, now);
    }

    /** How pressing it is. */
    Urgency urgency(RequestFile file, Instant now) {
        RequestFile.Clock clock = file.clock();
        Deadlines days = new Deadlines(
                clock.receivedOn(), clock.acknowledgeBy(), clock.target(), clock.answerBy(), clock.answerBy(), null);
        return days.urgency(today(clock.regime(), now));
    }

    private static RequestType known(@Nullable RequestType type) {
        return type == null ? RequestType.ACCESS : type;
    }
}
