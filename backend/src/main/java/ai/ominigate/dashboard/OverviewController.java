package ai.ominigate.dashboard;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.billing.Balances;
import ai.ominigate.customer.alert.Alerts;
import ai.ominigate.customer.alert.Reading;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.metering.UsageRecord;
import ai.ominigate.metering.report.CallStatus;
import ai.ominigate.metering.report.DayOfUse;
import ai.ominigate.metering.report.Days;
import ai.ominigate.metering.report.UsageFilter;
import ai.ominigate.metering.report.UsageReports;
import ai.ominigate.metering.report.UsageTotals;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Where one comes to after signing in. */
@Controller("/dashboard")
@ExecuteOn(TaskExecutors.BLOCKING)
@Permitted(Permission.SEE_USAGE)
@Produces(MediaType.TEXT_HTML)
final class OverviewController {
    static final int KEYS_KNOWN = 1_000;

    private static final int SHOWN_DAYS = 30;
    private static final int WEEK = 7;
    private static final int RECENT = 10;
    private static final int DEAREST = 5;
    private static final long LOW_NANOS = 1_000_000_000L;
    private static final long PERCENT = 100;

    private final UsageReports reports;
    private final Accounts accounts;
    private final Balances balances;
    private final Alerts alerts;
    private final Pages pages;
    private final InstantSource clock;

    OverviewController(
            UsageReports reports,
            Accounts accounts,
            Balances balances,
            Alerts alerts,
            Pages pages,
            InstantSource clock) {
        this.reports = reports;
        this.accounts = accounts;
        this.balances = balances;
        this.alerts = alerts;
        this.pages = pages;
        this.clock = clock;
    }

    /** All of it. */
    @Get
    HttpResponse<String> overview(Requester.SignedIn me, HttpRequest<?> request) throws SQLException {
        Frame frame = pages.frame(request, me, "dashboard");
        ZoneId zone = me.member().zone();
        Days days = Days.lastOnes(SHOWN_DAYS, zone, clock.instant());
        List<DayOfUse> uses = reports.days(UsageFilter.of(me.account(), days));
        KeyNames names = KeyNames.of(accounts.newestKeys(me.account(), KEYS_KNOWN));
        Balances.Balance balance = balances.of(me.account());
        Overview overview = new Overview(
                balance.available(),
                balance.held(),
                alerts(balance, accounts.closingSince(me.account()) != null),
                reached(me),
                List.of(
                        span("today", uses, days.last()),
                        span("week", uses, days.last().minusDays(WEEK - 1L)),
                        span("month", uses, days.first())),
                SpendChart.of(days, uses, DayOfUse::model, frame.say("chart.others")),
                dearest(uses, DayOfUse::model),
                dearest(uses, use -> names.of(use.key())),
                recent(me, days),
                names);
        return pages.ok(request, "overview", frame, Map.of("overview", overview));
    }

    /** The latest calls alone, for who keeps the page open. */
    @Get("/recent")
    HttpResponse<String> recent(Requester.SignedIn me, HttpRequest<?> request) throws SQLException {
        Days days = Days.lastOnes(SHOWN_DAYS, me.member().zone(), clock.instant());
        return pages.ok(
                request,
                "part/recent",
                pages.frame(request, me, "dashboard"),
                Map.of("calls", recent(me, days), "names", KeyNames.of(accounts.newestKeys(me.account(), KEYS_KNOWN))));
    }

    private List<UsageRecord> recent(Requester.SignedIn me, Days days) throws SQLException {
        return reports.calls(UsageFilter.of(me.account(), days), CallStatus.ANY, null, RECENT)
                .calls();
    }

    private List<Reading> reached(Requester.SignedIn me) throws SQLException {
        return Permission.SEE_BILLING.roles().contains(me.member().role())
                ? alerts.of(me.account()).stream().filter(Reading::isReached).toList()
                : List.of();
    }

    private static List<String> alerts(Balances.Balance balance, boolean closing) {
        List<String> alerts = new ArrayList<>();
        if (closing) {
            alerts.add("closing");
        }
        if (balance.owed() > 0) {
            alerts.add("owed");
        }
        if (balance.credited() == 0) {
            alerts.add("begin");
        } else if (balance.balance() <= 0) {
            alerts.add("empty");
        } else if (balance.available() < LOW_NANOS) {
            alerts.add("low");
        }
        return alerts;
    }

    private static Overview.Span span(String name, List<DayOfUse> uses, LocalDate from) {
        return new Overview.Span(
                name,
                uses.stream()
                        .filter(use -> !use.day().isBefore(from))
                        .map(DayOfUse::totals)
                        .reduce(UsageTotals.NONE, UsageTotals::plus));
    }

    private static List<Overview.Share> dearest(List<DayOfUse> uses, Function<DayOfUse, String> by) {
        Map<String, UsageTotals> sums = new HashMap<>();
        uses.forEach(use -> sums.merge(by.apply(use), use.totals(), UsageTotals::plus));
        long all = sums.values().stream().mapToLong(UsageTotals::costNanos).sum();
        return sums.entrySet().stream()
                .sorted((one, two) ->
                        Long.compare(two.getValue().costNanos(), one.getValue().costNanos()))
                .limit(DEAREST)
                .map(sum -> new Overview.Share(
                        sum.getKey(),
                        sum.getValue(),
                        all == 0
                                ? 0
                                : Math.round((double) PERCENT * sum.getValue().costNanos() / all)))
                .toList();
    }
}
