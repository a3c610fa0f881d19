package ai.ominigate.dashboard;

import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Model;
import io.micronaut.context.annotation.Value;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What whoever comes by sees: what there is, what it costs, and how to call it. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class LandingController {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]-]{1,255}");

    private final Catalogue catalogue;
    private final Pages pages;
    private final String publicUrl;

    /** @param publicUrl where people reach OminiGate; empty where they reach it is where they are */
    LandingController(Catalogue catalogue, Pages pages, @Value("${ominigate.public-url:}") String publicUrl) {
        this.catalogue = catalogue;
        this.pages = pages;
        this.publicUrl = publicUrl.replaceAll("/+$", "");
    }

    /**
     * The first page.
     *
     * @param q what the names of the models shown have in them; without it, all
     */
    @Get
    @Produces(MediaType.TEXT_HTML)
    HttpResponse<String> landing(@QueryValue @Nullable String q, HttpRequest<?> request) {
        String wanted = q == null ? "" : q.strip();
        List<Model> all = catalogue.models().stream()
                .sorted(Comparator.comparing(Model::name))
                .toList();
        List<Model> found = all.stream()
                .filter(model -> model.name().toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT)))
                .toList();
        Landing landing = new Landing(wanted, all.size(), found, FirstCall.all(baseUrl(request), example(all)));
        return pages.ok(request, "landing", Map.of("landing", landing));
    }

    private String baseUrl(HttpRequest<?> request) {
        if (!publicUrl.isEmpty()) {
            return publicUrl;
        }
        String host = request.getHeaders().get("host");
        return host != null && HOST.matcher(host).matches() ? "http://" + host : "http://localhost:8080";
    }

    /** A model that the examples can ask. */
    private static String example(List<Model> models) {
        return models.stream()
                .filter(model -> model.tasks().contains(Model.Task.CHAT))
                .map(Model::name)
                .filter(name -> !name.contains("/"))
                .findFirst()
                .orElse("demo-echo");
    }
}
