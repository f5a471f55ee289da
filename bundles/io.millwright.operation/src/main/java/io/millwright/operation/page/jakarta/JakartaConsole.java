package io.millwright.operation.page.jakarta;

import io.millwright.operation.page.ConsolePlace;
import io.millwright.operation.page.PageCore;
import java.util.Map;
import java.util.Set;
import org.eclipse.kura.web.api.ClientExtensionBundle;
import org.eclipse.kura.web.api.Console;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page in a web admin that takes {@code jakarta.servlet}: behind its login, and with an entry in its side bar. */
public final class JakartaConsole implements ConsolePlace, ClientExtensionBundle {
    private static final Logger LOG = LoggerFactory.getLogger(JakartaConsole.class);

    private final Console console;

    /**
     * Puts the page there.
     *
     * @param service the web admin's {@link Console}
     * @throws Exception the web admin refuses it
     */
    public JakartaConsole(Object service, PageCore core) throws Exception {
        console = (Console) service;
        console.registerSecuredServlet(PageCore.PATH, new JakartaServlet(console, core));
        try {
            console.registerConsoleExtensionBundle(this);
        } catch (RuntimeException e) {
            console.unregisterServlet(PageCore.PATH);
            throw e;
        }
    }

    @Override
    public Map<String, String> getProperties() {
        return Map.of();
    }

    @Override
    public String getEntryPointUrl() {
        return PageCore.PATH + "/side.js";
    }

    @Override
    public Set<String> getProvidedAuthenticationMethods() {
        return Set.of();
    }

    @Override
    public void close() {
        try {
            console.unregisterConsoleExtensionBundle(this);
            console.unregisterServlet(PageCore.PATH);
        } catch (Exception e) {
            LOG.debug("The web admin was gone before the page", e);
        }
    }
}
