package ai.ominigate.dashboard;

import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;

/** Hands out what pages load beside themselves, from memory. */
@Controller("/assets")
final class AssetController {
    private static final String FOR_GOOD = "public, max-age=31536000, immutable";

    private final Assets assets;

    AssetController(Assets assets) {
        this.assets = assets;
    }

    @Get("/{file}")
    @Produces(MediaType.ALL)
    HttpResponse<byte[]> get(@PathVariable String file, HttpRequest<?> request) {
        Assets.Asset asset = assets.find(file);
        if (asset == null) {
            throw Refused.notFound("There is no such file. Load the page again: it names the files that it needs.");
        }
        String tag = "\"" + asset.print() + "\"";
        boolean known = tag.equals(request.getHeaders().get(HttpHeaders.IF_NONE_MATCH));
        return (known
                        ? HttpResponse.<byte[]>notModified()
                        : HttpResponse.ok(asset.bytes()).contentType(MediaType.of(asset.type())))
                .header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.CACHE_CONTROL, FOR_GOOD)
                .header("X-Content-Type-Options", "nosniff");
    }
}
