package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millwright.gateway.Gateway;
import io.millwright.gateway.LogLine;
import io.millwright.gateway.Platform;
import io.millwright.gateway.browser.Browser;
import io.millwright.gateway.browser.Tab;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.BundleException;

/** The page in the web admin of both lines of gateways: one with {@code javax} servlets, one with {@code jakarta}'s. */
class LivePageTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String FORM = "io.millwright.operation.Operation";
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    @TempDir
    Path folder;

    /** A browser with one login. */
    private static final class Person {
        private final HttpClient client = HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        private final String base;

        Person(String link) throws Exception {
            base = link.substring(0, link.indexOf("/login"));
            assertEquals(200, send(HttpRequest.newBuilder(URI.create(link))).statusCode());
        }

        HttpResponse<String> get(String path, String... headers) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return send(request);
        }

        HttpResponse<String> post(String path, String token, String body) throws Exception {
            return send(HttpRequest.newBuilder(URI.create(base + path))
                    .header("Content-Type", "application/json")
                    .header("Origin", base)
                    .header("X-XSRF-Token", token)
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
        }

        private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
            return client.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        }

        int status(String path) {
            try {
                return get(path).statusCode();
            } catch (Exception e) {
                throw new AssertionError(path, e);
            }
        }

        String token() throws Exception {
            Matcher matcher = TOKEN.matcher(get("/millwright/api/login").body());
            assertTrue(matcher.find());
            return matcher.group(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Platform.class)
    void thePageIsBehindTheLoginComesWithItsSwitchAndGoesWithItsBundle(Platform platform) throws Exception {
        try (Gateway gateway =
                Gateway.in(folder.resolve(platform.name())).platform(platform).start()) {
            gateway.installPackage(Packages.onnxruntime());
            gateway.installPackage(Packages.millwright());
            String link = gateway.login("admin", "kura.admin");
            gateway.await("the page", LIMIT, () -> isThere(gateway));
            Person admin = new Person(link);
            nobodyElseGetsIn(link, admin);
            documentsAndFiles(admin);
            aBrokenTokenEndsTheLogin(gateway);
            anIdlePageDoesNotKeepItsLogin(gateway);
            permissionsAreTheGateways(gateway);
            comesAndGoes(gateway, admin);
        }
    }

    private static void nobodyElseGetsIn(String link, Person admin) throws Exception {
        HttpClient stranger = HttpClient.newHttpClient();
        for (String path : new String[] {"/millwright", "/millwright/page.js", "/millwright/api/route"}) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(admin.base + path)).build();
            assertEquals(
                    401,
                    stranger.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode(),
                    path);
        }
        HttpRequest again = HttpRequest.newBuilder(URI.create(link)).build();
        assertEquals(
                401,
                stranger.send(again, HttpResponse.BodyHandlers.discarding()).statusCode(),
                "the link holds once");
    }

    private static void documentsAndFiles(Person admin) throws Exception {
        HttpResponse<String> page = admin.get("/millwright");
        assertTrue(page.body().contains("/millwright/page.js"));
        assertTrue(
                page.headers().firstValue("Content-Security-Policy").orElse("").startsWith("default-src 'none'"));
        assertTrue(admin.get("/admin/console").body().contains("src=\"/millwright/side.js\""));
        HttpResponse<String> parts = admin.get("/millwright/api/page?parts=route%0Amodels");
        assertEquals(200, parts.statusCode());
        assertTrue(parts.body().contains("\"permission\":\"ADMINISTER\""), parts.body());
        String tag = parts.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> same = admin.get("/millwright/api/page?parts=route%0Amodels", "If-None-Match", tag);
        assertEquals(304, same.statusCode());
        assertEquals(
                404,
                admin.post("/millwright/api/nothing/like/it", admin.token(), "{}")
                        .statusCode());
    }

    private static void aBrokenTokenEndsTheLogin(Gateway gateway) throws Exception {
        Person person = new Person(gateway.login("admin", "kura.admin"));
        assertEquals(
                403,
                person.post("/millwright/api/model/activate", "broken", "{}").statusCode());
        assertEquals(401, person.status("/millwright"));
    }

    private static void anIdlePageDoesNotKeepItsLogin(Gateway gateway) throws Exception {
        Person person = new Person(gateway.login("admin", "kura.admin"));
        assertEquals(
                200,
                person.get("/millwright/api/page?parts=route", "X-Millwright-Idle", "890")
                        .statusCode());
        assertEquals(
                200,
                person.get("/millwright/api/page?parts=route", "X-Millwright-Idle", "901")
                        .statusCode());
        assertEquals(
                401,
                person.get("/millwright/api/page?parts=route", "X-Millwright-Idle", "902")
                        .statusCode());
    }

    private static void permissionsAreTheGateways(Gateway gateway) throws Exception {
        for (Map.Entry<String, String> each :
                Map.of("kura.device", "OPERATE", "kura.packages.admin", "READ").entrySet()) {
            Person person = new Person(gateway.login("somebody", each.getKey()));
            assertTrue(
                    person.get("/millwright/api/page").body().contains("\"permission\":\"" + each.getValue() + "\""));
        }
    }

    private static void comesAndGoes(Gateway gateway, Person admin) throws BundleException, IOException {
        gateway.update(FORM, Map.of("page.enabled", false));
        gateway.await("no page", LIMIT, () -> admin.status("/millwright") == 404);
        gateway.update(FORM, Map.of("page.enabled", true));
        gateway.await("the page again", LIMIT, () -> admin.status("/millwright") == 200);
        gateway.bundleObject("io.millwright.operation").stop();
        assertEquals(404, admin.status("/millwright"));
        gateway.bundleObject("io.millwright.operation").start();
        gateway.await("the page of the bundle that was started again", LIMIT, () -> admin.status("/millwright") == 200);
        assertFalse(gateway.log(LogLine.Level.WARN).stream()
                .anyMatch(line -> line.toString().contains("operation")));
    }

    @Test
    void theSideBarOfTheWebAdminShowsThePageAndGivesItTheToken() throws Exception {
        assumeTrue(Browser.program().isPresent(), "Chromium is not installed: the side bar is not looked at");
        try (Gateway gateway = Gateway.in(folder).start();
                Browser browser = Browser.start("en");
                Tab tab = browser.tab(1200, 900)) {
            gateway.installPackage(Packages.onnxruntime());
            gateway.installPackage(Packages.millwright());
            String link = gateway.login("admin", "kura.admin");
            gateway.await("the page", LIMIT, () -> isThere(gateway));
            tab.go(link);
            tab.await("the page", LIMIT, "document.querySelectorAll('#nav a').length > 0");
            tab.go(link.substring(0, link.indexOf("/login")) + "/admin/console");
            tab.await("the entry in the side bar", LIMIT, "document.querySelector('#side button')");
            tab.evaluate("document.querySelector('#side button').click()");
            tab.await(
                    "the page in its frame",
                    LIMIT,
                    "document.querySelector('iframe')?.contentDocument?.querySelector('#nav a')");
            assertEquals(
                    "from the web admin",
                    tab.evaluate("document.querySelector('iframe').contentWindow.parent.millwright.token()")
                            .asString());
            assertEquals(List.of(), tab.complaints());
        }
    }

    private static boolean isThere(Gateway gateway) {
        return gateway.log(LogLine.Level.INFO).stream()
                .anyMatch(line -> line.toString().contains("The page is at /millwright"));
    }
}
