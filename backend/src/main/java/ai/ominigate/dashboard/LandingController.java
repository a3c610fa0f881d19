package ai.ominigate.dashboard;

import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Model;
import ai.ominigate.customer.door.ForEverybody;
import ai.ominigate.customer.door.Requester;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What whoever comes by sees: what there is, what it costs, and how to call it. */
@Controller
@ForEverybody
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
final class LandingController {
    private final Catalogue catalogue;
    private final Pages pages;

    LandingController(Catalogue catalogue, Pages pages) {
        this.catalogue = catalogue;
        this.pages = pages;
    }

    /**
     * The first page.
     *
     * @param q what the names of the models shown have in them; without it, all
     */
    @Get
    HttpResponse<String> landing(
            @QueryValue @Nullable String q, Requester.@Nullable SignedIn me, HttpRequest<?> request) {
        String wanted = q == null ? "" : q.strip();
        List<Model> all = catalogue.models().stream()
                .sorted(Comparator.comparing(Model::name))
                .toList();
        List<Model> found = all.stream()
                .filter(model -> model.name().toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT)))
                .toList();
        Landing landing = new Landing(wanted, all.size(), found, pages.firstCalls(request));
        return pages.ok(request, "landing", pages.frame(request, me, ""), Map.of("landing", landing));
    }

    /** How to make a first call, for who has an account. */
    @Get("/first-steps")
    HttpResponse<String> firstSteps(Requester.@Nullable SignedIn me, HttpRequest<?> request) {
        return pages.ok(
                request,
                "first-steps",
                pages.frame(request, me, "first-steps"),
                Map.of("calls", pages.firstCalls(request)));
    }
}
