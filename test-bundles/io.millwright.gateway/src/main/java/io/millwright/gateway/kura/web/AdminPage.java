package io.millwright.gateway.kura.web;

import java.util.List;

/** The web admin's own page as far as scripts of add-ons see it: a registry of extensions, a side bar, a place for content. */
final class AdminPage {
    private static final String PAGE =
            """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Stand-in of the web admin</title><link rel="icon" href="data:,"></head>
            <body>
            <nav id="side"></nav>
            <div id="content"></div>
            <script>
            window.extensionRegistry = {
                registerExtension: extension => extension.onLoad({
                    addSidenavComponent: (name, icon, factory) => {
                        const entry = document.createElement('button');
                        entry.textContent = name;
                        entry.onclick = () =>
                            document.getElementById('content').replaceChildren(factory.buildWidget());
                        document.getElementById('side').append(entry);
                    },
                    getXSRFToken: callback => callback.onSuccess('from the web admin'),
                }),
            };
            </script>
            %s
            </body>
            </html>
            """;

    private AdminPage() {}

    static String html(List<String> scripts) {
        StringBuilder all = new StringBuilder();
        scripts.forEach(script -> all.append("<script src=\"").append(script).append("\"></script>\n"));
        return PAGE.formatted(all);
    }
}
