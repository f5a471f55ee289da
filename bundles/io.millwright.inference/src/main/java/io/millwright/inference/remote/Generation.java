package io.millwright.inference.remote;

import io.millwright.form.Diagnosis;
import io.millwright.inference.ModelContract;
import io.millwright.inference.remote.RemoteFailure.Kind;
import io.millwright.model.Model;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * What one state of form, keystore and fall-back makes: client, servers, model. Replaced as a whole. Checks run on the thread of checks.
 */
final class Generation {
    private final RemoteSettings settings;
    private final RemoteLink link;
    private final Model local;
    private final Diagnosis noLocal;
    private final Cluster cluster;
    private final List<InferenceServer> servers = new ArrayList<>();
    private final Set<InferenceServer> proven = new HashSet<>();
    private final ElsewhereModel model;
    private volatile RemoteFailure failure;
    private volatile boolean checkFailed;
    private RemoteFailure partly;

    /**
     * Asks nobody yet.
     *
     * @param tls whom we trust, null where there is no TLS
     * @param token bearer token, empty for none
     * @param local the model that stands in, or null
     * @param noLocal why there is none although one is chosen, else empty
     * @param changed told that the breaker opened or closed; returns at once
     */
    Generation(
            RemoteSettings settings,
            RemoteLink link,
            SSLContext tls,
            String token,
            Model local,
            Diagnosis noLocal,
            Runnable changed) {
        this.settings = settings;
        this.link = link;
        this.local = local;
        this.noLocal = noLocal;
        cluster = new Cluster(
                settings.breakerFailures(),
                link.counters(),
                why -> {
                    failure = why;
                    checkFailed = false;
                    link.whyClosed("no server is asked, after " + settings.breakerFailures()
                            + " failures in a row; the last: " + why.getMessage());
                    changed.run();
                },
                () -> {
                    failure = null;
                    changed.run();
                });
        HttpClient client = client(tls);
        String name = settings.serverModel().isEmpty() ? link.contract().name() : settings.serverModel();
        settings.urls()
                .forEach(url -> servers.add(new InferenceServer(client, url, name, settings.serverVersion(), token)));
        String provider = "OpenInferenceProtocol "
                + servers.stream().map(InferenceServer::title).distinct().collect(Collectors.joining(","));
        model = new ElsewhereModel(settings.pid(), provider, link, cluster, local);
    }

    private HttpClient client(SSLContext tls) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(Duration.ofMillis(settings.connectTimeoutMillis()))
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(link.threads().net);
        return (tls == null ? builder : builder.sslContext(tls)).build();
    }

    ElsewhereModel model() {
        return model;
    }

    ModelContract contract() {
        return link.contract();
    }

    RemoteLink link() {
        return link;
    }

    boolean hasLocal() {
        return local != null;
    }

    boolean serving() {
        return failure == null && cluster.state() != Breaker.State.OPEN;
    }

    /** Asks every server how it is; blocks. Golden rows are computed by those that did not pass the last time. */
    void check() throws InterruptedException {
        ServerCheck check = new ServerCheck(
                link,
                settings.tensorData(),
                settings.connectTimeoutMillis() + settings.options().requestTimeoutMillis());
        if (cluster.state() == Breaker.State.OPEN) {
            proven.clear();
        }
        List<InferenceServer> passed = new ArrayList<>();
        RemoteFailure worst = null;
        boolean computed = link.contract().golden() != null;
        for (InferenceServer server : servers) {
            try {
                check.pass(server, !proven.contains(server));
                proven.add(server);
                passed.add(server);
            } catch (RemoteFailure e) {
                worst = worst == null ? e : worst;
                if (runsTell(e) && proven.contains(server)) {
                    passed.add(server);
                } else {
                    proven.remove(server);
                }
            }
        }
        if (passed.isEmpty() && worst != null) {
            failure = worst;
            link.whyClosed(worst.getMessage());
        }
        cluster.checked(passed, computed);
        if (!passed.isEmpty() && cluster.state() == Breaker.State.CLOSED) {
            failure = null;
        }
        partly = passed.isEmpty() ? null : worst;
        checkFailed = passed.isEmpty();
    }

    /** While runs succeed, a check that a busy server does not answer is no reason to ask it no more. */
    private boolean runsTell(RemoteFailure e) {
        return cluster.state() == Breaker.State.CLOSED
                && (e.kind() == Kind.UNREACHABLE || e.kind() == Kind.TIMEOUT || e.kind() == Kind.SERVER);
    }

    /** Whether a keystore that has changed meanwhile could help. */
    boolean untrusted() {
        RemoteFailure now = failure;
        return now != null && now.kind() == Kind.CERTIFICATE;
    }

    /** Reports what is. */
    void report(RemoteState state) {
        RemoteFailure now = failure;
        String meanwhile = local == null
                ? "; there is no fall-back"
                : "; the fall-back " + local.name() + " " + local.version() + " decides meanwhile";
        if (now != null) {
            RemoteState.Code code = checkFailed
                    ? RemoteState.Code.of(now.kind())
                    : local == null ? RemoteState.Code.BREAKER_OPEN : RemoteState.Code.SERVING_FALLBACK;
            state.report(code, new Diagnosis(now.getMessage() + meanwhile, now.remedy()));
            return;
        }
        String serves = link.title() + " is computed by " + model.executionProvider()
                + (servers.stream().anyMatch(InferenceServer::binary) ? "" : ", as JSON")
                + (settings.httpAllowed() ? "; unencrypted http is allowed" : "")
                + (local == null ? "" : "; fall-back " + local.name() + " " + local.version())
                + (partly == null ? "" : "; also: " + partly.getMessage());
        if (noLocal.isEmpty()) {
            state.report(RemoteState.Code.SERVING, Diagnosis.of(serves));
        } else {
            state.report(
                    RemoteState.Code.FALLBACK_UNUSABLE,
                    new Diagnosis(noLocal.what() + "; " + serves, noLocal.remedy()));
        }
    }
}
