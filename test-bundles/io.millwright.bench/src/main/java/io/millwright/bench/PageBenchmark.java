package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.gateway.browser.Browser;
import io.millwright.gateway.browser.Tab;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code page}: how soon the page shows something in Chromium, and what 20 open pages cost a gateway with 10 pipelines of 6 tags: its CPU
 * with them less its CPU without. The pages are programs that ask as the page does, once a second with the tag of what they have.
 */
final class PageBenchmark {
    private static final int PAGES = 20;
    private static final int PIPELINES = 10;
    private static final int TAGS = 6;
    private static final double RATE = 2;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** What the views ask for. */
    private static final List<String> VIEWS = List.of(
            "route\noutbox",
            "connections\ntags?connection=plc&size=50&from=0",
            "route\ndecisions?size=30",
            "models",
            "status?kind=publisher\nroute\noutbox");

    private final int seconds;
    private final int warmUpSeconds;
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong unchanged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    PageBenchmark(Options options) {
        seconds = options.integer("--seconds", 60, 1, 86_400);
        warmUpSeconds = options.integer("--warm-up", 30, 0, 86_400);
        options.end();
    }

    JsonObject run() throws Exception {
        Path folder = Files.createTempDirectory("millwright-bench-page");
        try (Line line = new Line(folder, LineBenchmark.setup(new Load(PIPELINES, TAGS, RATE), 1000))) {
            JsonObject paint = paint(line.login());
            LineBenchmark.pass("warming up", warmUpSeconds, null);
            ProcessLoad without = new ProcessLoad(line.gatewayPid());
            LineBenchmark.pass("without pages", seconds, without);
            double withoutPercent = without.cpuPercent();
            double withPercent = withPages(line);
            return Json.object()
                    .add("benchmark", "page")
                    .merge(paint)
                    .add("cpu_percent_20", rounded(withPercent - withoutPercent))
                    .add("cpu_percent_with", rounded(withPercent))
                    .add("cpu_percent_without", rounded(withoutPercent))
                    .add("answers", answers.get())
                    .add("unchanged", unchanged.get())
                    .add("failed", failed.get())
                    .add("seconds", seconds);
        }
    }

    private static double rounded(double percent) {
        return Math.round(percent * 100) / 100.0;
    }

    /** The second visit: a browser's own start is not the page's; null where there is no Chromium. */
    private static JsonObject paint(String link) throws IOException {
        if (Browser.program().isEmpty()) {
            return Json.object().add("paint_ms", Json.NULL).add("shown_ms", Json.NULL);
        }
        try (Browser browser = Browser.start("en")) {
            Tab first = browser.tab(1200, 800);
            first.go(link);
            first.await("the route", LIMIT, "document.querySelector('.chain li')");
            String page = first.evaluate("location.origin").asString() + "/millwright";
            first.close();
            Tab second = browser.tab(1200, 800);
            second.go(page);
            second.await("the route", LIMIT, "document.querySelector('.chain li')");
            double shown = second.evaluate("performance.now()").asDouble();
            double paint = second.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
                    .asDouble();
            return Json.object().add("paint_ms", Math.round(paint)).add("shown_ms", Math.round(shown));
        }
    }

    private double withPages(Line line) throws Exception {
        ScheduledExecutorService pages = Executors.newScheduledThreadPool(4);
        try {
            for (int i = 0; i < PAGES; i++) {
                OpenPage page = new OpenPage(line.login(), VIEWS.get(i % VIEWS.size()));
                pages.scheduleAtFixedRate(page::look, i * 1_000L / PAGES, 1_000, TimeUnit.MILLISECONDS);
            }
            LineBenchmark.pass("pages are opened", Math.min(warmUpSeconds, 10), null);
            ProcessLoad load = new ProcessLoad(line.gatewayPid());
            LineBenchmark.pass("with " + PAGES + " pages", seconds, load);
            return load.cpuPercent();
        } finally {
            pages.shutdownNow();
        }
    }

    private final class OpenPage {
        private final HttpClient client = HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        private final URI address;
        private String tag = "";

        OpenPage(String link, String parts) throws IOException, InterruptedException {
            client.send(HttpRequest.newBuilder(URI.create(link)).build(), HttpResponse.BodyHandlers.discarding());
            address = URI.create(link.substring(0, link.indexOf("/login")) + "/millwright/api/page?parts="
                    + URLEncoder.encode(parts, StandardCharsets.UTF_8));
        }

        void look() {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(address).timeout(LIMIT).header("X-Millwright-Idle", "5");
            if (!tag.isEmpty()) {
                request.header("If-None-Match", tag);
            }
            try {
                HttpResponse<Void> answer = client.send(request.build(), HttpResponse.BodyHandlers.discarding());
                answers.incrementAndGet();
                if (answer.statusCode() == 304) {
                    unchanged.incrementAndGet();
                } else if (answer.statusCode() != 200) {
                    failed.incrementAndGet();
                }
                tag = answer.headers().firstValue("ETag").orElse("");
            } catch (IOException e) {
                failed.incrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
