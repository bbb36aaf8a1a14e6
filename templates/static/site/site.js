/**
 * <site-carousel>: a list that scrolls sideways, with buttons (WAI-ARIA APG, carousel, basic).
 *
 * Expects in it: [data-track], the list; [data-slide], one in each of its items; [data-controls]
 * with [data-previous], [data-next] and [data-status]. Its words come translated in data-label,
 * data-role, data-slide-role, data-position ("{number} of {total}") and data-named
 * ("{position}: {name}").
 * Which way the list runs is the document's matter: nothing here knows left from right.
 */
class SiteCarousel extends HTMLElement {
  connectedCallback() {
    this.track = this.querySelector("[data-track]");
    this.slides = this.track ? [...this.track.querySelectorAll("[data-slide]")] : [];
    this.status = this.querySelector("[data-status]");
    if (this.slides.length < 2 || this.hasAttribute("data-ready")) return;
    this.current = 0;
    this.describe();
    this.querySelector("[data-previous]").addEventListener("click", () => this.show(this.current - 1));
    this.querySelector("[data-next]").addEventListener("click", () => this.show(this.current + 1));
    this.watch();
    this.querySelector("[data-controls]").hidden = false;
    this.setAttribute("data-ready", "");
    this.tell();
  }

  disconnectedCallback() {
    this.observer?.disconnect();
  }

  /** Say what this is and which slide is which. */
  describe() {
    this.setAttribute("role", "group");
    this.setAttribute("aria-roledescription", this.dataset.role);
    this.setAttribute("aria-label", this.dataset.label);
    this.slides.forEach((slide, index) => {
      const name = slide.getAttribute("aria-label");
      const position = this.position(index);
      slide.setAttribute("role", "group");
      slide.setAttribute("aria-roledescription", this.dataset.slideRole);
      slide.setAttribute("aria-label", name ? this.named(position, name) : position);
    });
  }

  /** "2 of 5", in the page's language. */
  position(index) {
    return this.dataset.position
      .replace("{number}", index + 1)
      .replace("{total}", this.slides.length);
  }

  /** "2 of 5: the name of the slide", with the colon of the page's language. */
  named(position, name) {
    return this.dataset.named.replace("{position}", () => position).replace("{name}", () => name);
  }

  /** Bring a slide into view; after the last comes the first. */
  show(index) {
    this.current = (index + this.slides.length) % this.slides.length;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.slides[this.current].scrollIntoView({
      behavior: calm ? "auto" : "smooth",
      block: "nearest",
      inline: "start",
    });
    this.tell();
  }

  tell() {
    const text = this.position(this.current);
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  /** Follow the reader who scrolls with a finger, the wheel or the keyboard. */
  watch() {
    this.observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (!entry.isIntersecting) continue;
          this.current = this.slides.indexOf(entry.target);
          this.tell();
        }
      },
      { root: this.track, threshold: 0.6 },
    );
    this.slides.forEach((slide) => this.observer.observe(slide));
  }
}

customElements.define("site-carousel", SiteCarousel);

/**
 * <site-copy>: a text with a button that copies it. Expects in it: [data-text], [data-copy], the button, and
 * [data-status] with the word for "copied" in data-copied. Where the browser may not write, it has no button.
 */
class SiteCopy extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("[data-copy]");
    if (!navigator.clipboard || !button) return;
    button.hidden = false;
    button.addEventListener("click", () => this.copy());
  }

  async copy() {
    const status = this.querySelector("[data-status]");
    await navigator.clipboard.writeText(this.querySelector("[data-text]").textContent);
    status.textContent = status.dataset.copied;
  }
}

customElements.define("site-copy", SiteCopy);

/** Escape closes the menu of a phone, and its button has the focus again. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  // On a desk it is not shown.
  if (!menu?.offsetParent) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
