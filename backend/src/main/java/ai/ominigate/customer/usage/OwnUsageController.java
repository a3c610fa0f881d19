package ai.ominigate.customer.usage;

import ai.ominigate.billing.Balances;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.metering.UsageRecord;
import ai.ominigate.metering.report.CallStatus;
import ai.ominigate.metering.report.DayOfUse;
import ai.ominigate.metering.report.Days;
import ai.ominigate.metering.report.UsageFilter;
import ai.ominigate.metering.report.UsagePart;
import ai.ominigate.metering.report.UsageReports;
import ai.ominigate.metering.report.UsageTotals;
import ai.ominigate.model.Page;
import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.BalanceDetails;
import ai.ominigate.model.own.CallUsage;
import ai.ominigate.model.own.DayUsage;
import ai.ominigate.model.own.UsedTokens;
import ai.ominigate.rest.Cursor;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an account used and has. Sums are of whole days in a time zone, and exact. */
@Controller("/api/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
final class OwnUsageController {
    private static final int USUAL_DAYS = 30;

    private final UsageReports reports;
    private final Balances balances;
    private final InstantSource clock;

    OwnUsageController(UsageReports reports, Balances balances, InstantSource clock) {
        this.reports = reports;
        this.balances = balances;
        this.clock = clock;
    }

    /** What there is to spend, and what was ever paid in and used. */
    @Get("/balance")
    @Permitted(Permission.SEE_BILLING)
    BalanceDetails balance(Requester me) throws SQLException {
        return balances.of(me.account()).details();
    }

    /** Sums by day, key and model; of the last thirty days unless they are named. */
    @Get("/usage/days")
    @Permitted(Permission.SEE_USAGE)
    Page<DayUsage> days(
            @QueryValue @Nullable LocalDate from,
            @QueryValue @Nullable LocalDate to,
            @QueryValue @Nullable String timeZone,
            @QueryValue @Nullable String model,
            @QueryValue @Nullable UUID key,
            Requester me)
            throws SQLException {
        UsageFilter filter = new UsageFilter(me.account(), asked(from, to, zone(timeZone, me)), model, key);
        return new Page<>(
                reports.days(filter).stream().map(OwnUsageController::day).toList(), null);
    }

    /** Calls one by one, the latest first. */
    @Get("/usage/calls")
    @Permitted(Permission.SEE_USAGE)
    Page<CallUsage> calls(
            PageRequest page,
            @QueryValue @Nullable LocalDate from,
            @QueryValue @Nullable LocalDate to,
            @QueryValue @Nullable String timeZone,
            @QueryValue @Nullable String model,
            @QueryValue @Nullable UUID key,
            @QueryValue @Nullable CallStatus status,
            Requester me)
            throws SQLException {
        UsageFilter filter = new UsageFilter(me.account(), asked(from, to, zone(timeZone, me)), model, key);
        Cursor after = page.after();
        UsagePart part = reports.calls(
                filter,
                status == null ? CallStatus.ANY : status,
                after == null ? null : after.uuid(0),
                Math.min(page.rows(), UsageReports.LARGEST_PART));
        return page.of(part.calls(), OwnUsageController::call, call -> List.of(call.id()));
    }

    private Days asked(@Nullable LocalDate from, @Nullable LocalDate to, ZoneId zone) {
        Days usual = Days.lastOnes(USUAL_DAYS, zone, clock.instant());
        LocalDate last = to == null ? usual.last() : to;
        try {
            return new Days(from == null ? last.minusDays(USUAL_DAYS - 1L) : from, last, zone);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("The parameters 'from' and 'to' are days, the earlier one first, and no more than "
                    + Days.MOST + " days apart.");
        }
    }

    /** Of whoever asks, unless they name another. */
    private static ZoneId zone(@Nullable String name, Requester me) {
        if (name == null) {
            return me instanceof Requester.SignedIn person ? person.member().zone() : ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw Refused.invalid("The parameter 'timeZone' is a name of the IANA database, such as Europe/Zurich.");
        }
    }

    private static DayUsage day(DayOfUse day) {
        UsageTotals totals = day.totals();
        return new DayUsage(
                day.day(),
                day.key().toString(),
                day.model(),
                totals.calls(),
                totals.failedCalls(),
                new UsedTokens(
                        totals.input(),
                        totals.cacheRead(),
                        totals.cacheWrite(),
                        totals.output(),
                        totals.reasoning(),
                        totals.audio()),
                new Usd(totals.costNanos()));
    }

    private static CallUsage call(UsageRecord call) {
        TokenCounts tokens = call.tokens();
        return new CallUsage(
                call.id().toString(),
                call.time(),
                call.key().toString(),
                call.model(),
                call.provider(),
                new UsedTokens(
                        tokens.input(),
                        tokens.cacheRead(),
                        tokens.cacheWrite5m() + tokens.cacheWrite1h(),
                        tokens.output(),
                        tokens.reasoning(),
                        tokens.audioInput() + tokens.audioOutput()),
                call.estimated(),
                call.latencyMicros(),
                call.firstByteMicros(),
                call.httpStatus(),
                call.end().name(),
                call.priceVersion(),
                new Usd(call.costNanos()));
    }
}
