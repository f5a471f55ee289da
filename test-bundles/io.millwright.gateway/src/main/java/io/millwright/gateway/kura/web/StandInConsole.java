package io.millwright.gateway.kura.web;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.web.api.ClientExtensionBundle;
import org.eclipse.kura.web.api.Console;

/** What add-ons see of the web admin; of the two servlet APIs the one that the platform has. Thread-safe. */
final class StandInConsole implements Console {
    /** A servlet of either API. */
    interface Served {
        void serve(ServletExchange exchange) throws Exception;
    }

    private final Map<String, Served> servlets = new ConcurrentSkipListMap<>();
    private final Set<ClientExtensionBundle> extensions = ConcurrentHashMap.newKeySet();

    /** Returns the scripts that the web admin's page loads. */
    List<String> scripts() {
        return extensions.stream()
                .map(ClientExtensionBundle::getEntryPointUrl)
                .sorted()
                .toList();
    }

    /** Serves a path by the servlet above it; returns whether there is one. */
    boolean serve(String path, ServletExchange exchange) throws IOException {
        for (Map.Entry<String, Served> each : servlets.entrySet()) {
            if (path.equals(each.getKey()) || path.startsWith(each.getKey() + "/")) {
                try {
                    each.getValue().serve(exchange);
                } catch (IOException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IOException("The servlet of " + each.getKey() + " fails", e);
                }
                exchange.send();
                return true;
            }
        }
        return false;
    }

    @Override
    public void registerConsoleExtensionBundle(ClientExtensionBundle extension) {
        extensions.add(extension);
    }

    @Override
    public void unregisterConsoleExtensionBundle(ClientExtensionBundle extension) {
        extensions.remove(extension);
    }

    @Override
    public void registerSecuredServlet(String path, javax.servlet.Servlet servlet) {
        register(path, JavaxServing.of(servlet));
    }

    @Override
    public void registerSecuredServlet(String path, jakarta.servlet.Servlet servlet) {
        register(path, JakartaServing.of(servlet));
    }

    private void register(String path, Served served) {
        if (servlets.putIfAbsent(path, served) != null) {
            throw new IllegalStateException(path + " is taken");
        }
    }

    @Override
    public void unregisterServlet(String path) {
        servlets.remove(path);
    }

    @Override
    public Optional<String> getUsername(javax.servlet.http.HttpSession session) {
        return Optional.ofNullable((String) session.getAttribute(Login.USER));
    }

    @Override
    public Optional<String> getUsername(jakarta.servlet.http.HttpSession session) {
        return Optional.ofNullable((String) session.getAttribute(Login.USER));
    }

    @Override
    public void checkXSRFToken(javax.servlet.http.HttpServletRequest request, String token) throws KuraException {
        if (!Objects.equals(token, request.getSession(false).getAttribute(Login.TOKEN))) {
            request.getSession(false).invalidate();
            throw new KuraException(KuraErrorCode.SECURITY_EXCEPTION);
        }
    }

    @Override
    public void checkXSRFToken(jakarta.servlet.http.HttpServletRequest request, String token) throws KuraException {
        if (!Objects.equals(token, request.getSession(false).getAttribute(Login.TOKEN))) {
            request.getSession(false).invalidate();
            throw new KuraException(KuraErrorCode.SECURITY_EXCEPTION);
        }
    }
}
