// Loaded by the web admin into its own page: an entry in its side bar, and what the page in the frame cannot know by itself.

(() => {
  const top = window.top;
  const document = top.document;
  const TOUCHED = 'millwright.touched';
  let touched = 0;

  // A person who works in the web admin is not idle, whatever the page in the frame sees.
  const touch = () => {
    const now = Date.now();
    if (now - touched > 2000) {
      touched = now;
      try {
        top.localStorage.setItem(TOUCHED, String(now));
      } catch {
        // A browser that keeps nothing.
      }
    }
  };
  for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']) {
    document.addEventListener(event, touch, { passive: true, capture: true });
  }

  top.extensionRegistry.registerExtension({
    id: 'millwright',
    onLoad: context => {
      top.millwright = {
        token: () => new Promise((resolve, reject) => {
          context.getXSRFToken({ onSuccess: resolve, onFailure: reject });
        }),
      };
      context.addSidenavComponent('Millwright', 'INDUSTRY', {
        buildWidget: () => {
          const frame = document.createElement('iframe');
          frame.src = '/millwright';
          frame.title = 'Millwright';
          frame.style.cssText = 'display:block;width:100%;height:calc(100vh - 12rem);min-height:30rem;border:0';
          return frame;
        },
      });
    },
  });
})();
