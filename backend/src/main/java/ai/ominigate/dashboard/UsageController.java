package ai.ominigate.dashboard;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.ListedKey;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.metering.report.CallStatus;
import ai.ominigate.metering.report.DayOfUse;
import ai.ominigate.metering.report.UsageFile;
import ai.ominigate.metering.report.UsageFilter;
import ai.ominigate.metering.report.UsagePart;
import ai.ominigate.metering.report.UsageReports;
import ai.ominigate.metering.report.UsageTotals;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was called and what it cost: sums, calls one by one, and files of them. */
@Controller("/usage")
@ExecuteOn(TaskExecutors.BLOCKING)
@Permitted(Permission.SEE_USAGE)
final class UsageController {
    private static final Logger LOG = LoggerFactory.getLogger(UsageController.class);
    private static final int PART = 50;
    private static final int PIECE = 1 << 16;

    private final UsageReports reports;
    private final Accounts accounts;
    private final FilesUnderWay files;
    private final Pages pages;
    private final InstantSource clock;

    UsageController(UsageReports reports, Accounts accounts, FilesUnderWay files, Pages pages, InstantSource clock) {
        this.reports = reports;
        this.accounts = accounts;
        this.files = files;
        this.pages = pages;
        this.clock = clock;
    }

    /** The page. */
    @Get
    @Produces(MediaType.TEXT_HTML)
    HttpResponse<String> usage(Requester.SignedIn me, HttpRequest<?> request) throws SQLException {
        Frame frame = pages.frame(request, me, "usage");
        UsageQuery query = UsageQuery.of(request.getParameters(), me.member().zone(), clock.instant());
        UsageFilter filter = query.filter(me.account());
        boolean narrowed = filter.model() != null || filter.key() != null;
        Beside<UsagePart> calls = Beside.read(() -> reports.calls(filter, query.status(), query.after(), PART));
        Beside<List<String>> called =
                Beside.read(() -> narrowed ? reports.models(me.account(), query.days()) : List.of());
        List<ListedKey> keys = accounts.newestKeys(me.account(), OverviewController.KEYS_KNOWN);
        List<DayOfUse> uses = reports.days(filter);
        List<String> models = narrowed
                ? called.get()
                : uses.stream().map(DayOfUse::model).distinct().sorted().toList();
        UsagePage usage = new UsagePage(
                query,
                uses.stream().map(DayOfUse::totals).reduce(UsageTotals.NONE, UsageTotals::plus),
                SpendChart.of(query.days(), uses, DayOfUse::model, frame.say("chart.others")),
                calls.get(),
                models,
                keys,
                KeyNames.of(keys));
        return pages.ok(request, "usage", frame, Map.of("usage", usage));
    }

    /**
     * The same calls as a file, which is written while it is fetched.
     *
     * @param file what the page calls it, to ask how far it has come; null if it does not
     */
    @Get("/calls.{extension}")
    @Produces(MediaType.ALL)
    HttpResponse<StreamedFile> file(
            @PathVariable String extension,
            @QueryValue @Nullable UUID file,
            Requester.SignedIn me,
            HttpRequest<?> request)
            throws SQLException {
        UsageFile format = Arrays.stream(UsageFile.values())
                .filter(each -> each.extension().equals(extension))
                .findAny()
                .orElseThrow(() -> Refused.notFound("There are calls.csv and calls.jsonl."));
        UsageQuery query = UsageQuery.of(request.getParameters(), me.member().zone(), clock.instant());
        KeyNames names = KeyNames.of(accounts.newestKeys(me.account(), OverviewController.KEYS_KNOWN));
        FilePipe pipe = new FilePipe();
        UsageFilter filter = query.filter(me.account());
        FilesUnderWay.Progress progress = files.begin(me.account(), file);
        Thread.ofVirtual().name("usage-file").start(() -> write(pipe, format, filter, query.status(), names, progress));
        String name = "ominigate-calls-%s-%s.%s"
                .formatted(query.days().first(), query.days().last(), format.extension());
        return HttpResponse.ok(new StreamedFile(pipe.out(), MediaType.of(format.mediaType())))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
                .header("X-Content-Type-Options", "nosniff");
    }

    /** How far such a file has come, as its page says it. */
    @Get("/files/{id}")
    HttpResponse<Map<String, Object>> progress(@PathVariable UUID id, Requester.SignedIn me, HttpRequest<?> request) {
        FilesUnderWay.Progress file = files.find(me.account(), id);
        if (file == null) {
            throw Refused.notFound("This node writes no such file.");
        }
        Boolean whole = file.whole();
        String stage = whole == null ? "running" : whole ? "whole" : "broken";
        return HttpResponse.<Map<String, Object>>ok(Map.of(
                        "said",
                        pages.frame(request, me, "usage").say("usage.file." + stage, file.calls()),
                        "over",
                        whole != null))
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private void write(
            FilePipe to,
            UsageFile format,
            UsageFilter filter,
            CallStatus status,
            KeyNames names,
            FilesUnderWay.Progress progress) {
        boolean whole = false;
        try {
            Writer file = new BufferedWriter(new OutputStreamWriter(to.in(), StandardCharsets.UTF_8), PIECE);
            format.begin(file);
            reports.<IOException>readAll(filter, status, call -> {
                format.write(file, call, names::of);
                progress.call();
            });
            file.close();
            whole = true;
        } catch (IOException e) {
            to.fail();
            LOG.debug("Whoever fetched a file of calls has left");
        } catch (SQLException e) {
            to.fail();
            LOG.warn("A file of calls cannot be finished: SQLSTATE {}", e.getSQLState());
        } finally {
            progress.end(whole);
        }
    }
}
