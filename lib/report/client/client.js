var he,
  pp,
  J_,
  Zn,
  Vs,
  Ca,
  mp,
  $a,
  gp,
  Qs,
  Zs,
  yp,
  fo = Symbol.for("pv"),
  Na = {},
  Ea = [],
  ev = /^m(i|n|o|s|text|space)$/,
  Js = Array.isArray,
  bp = Ea.slice,
  Sr = Object.assign;
function Mr(e) {
  e && e.parentNode && e.remove();
}
function Ta(e, t, n, r, i) {
  var o = {
    type: e,
    props: t,
    key: n,
    ref: r,
    __k: null,
    __: null,
    __b: 0,
    __e: null,
    __c: null,
    constructor: fo,
    __v: i || ++pp,
    __i: -1,
    __u: 0,
  };
  return !i && he.vnode && he.vnode(o), o;
}
function V(e) {
  return e.children;
}
function ka(e, t) {
  this.props = e, this.context = t, this.__g = 0;
}
function Kn(e, t) {
  if (t == null) return e.__ && Kn(e.__, e.__i + 1);
  for (var n; t < e.__k.length; t++) if ((n = e.__k[t]) && n.__e) return n.__e;
  return typeof e.type != "function" || e.props.__P ? null : Kn(e);
}
function tv(e) {
  var t, n = e.__v, r = n.__e, i = [], o = [], a = e.__P;
  a &&
    ((t = Sr({ constructor: fo }, n)).__v = n.__v + 1,
      he.vnode && he.vnode(t),
      ef(a, t, n, e.__n, a.namespaceURI, 32 & n.__u ? [r] : null, i, r || Kn(n), 32 & n.__u, o),
      t.__v = n.__v,
      t.__.__k[t.__i] = t,
      Sp(i, t, o),
      n.__ = n.__e = null,
      t.__e != r && xp(t));
}
function xp(e) {
  if ((e = e.__) && e.__c && !e.props.__P) {
    return e.__e = null,
      e.__k.some(function (t) {
        return t && (e.__e = t.__e);
      }),
      xp(e);
  }
}
function Ks(e) {
  (8 & e.__g || (e.__g |= 8, Zn.push(e), Ca++)) && Vs == he.debounceRendering ||
    ((Vs = he.debounceRendering) || queueMicrotask)(_p);
}
function _p() {
  try {
    for (var e, t = 1; Zn.length;) Zn.length > t && Zn.sort(mp), e = Zn.shift(), t = Zn.length, 8 & e.__g && tv(e);
  } finally {
    (Ca = Zn.length) && (Vs || queueMicrotask)(_p);
  }
}
function vp(e, t, n, r, i, o, a, c, s, f, u) {
  var d, l, h, p, m, y, x = r.__k || Ea, g = t.length;
  for (s = nv(n, t, x, s, g), d = 0; d < g; d++) {
    (h = n.__k[d]) != null &&
      (l = ~h.__i && x[h.__i] || Na,
        h.__i = d,
        y = ef(e, h, l, i, o, a, c, s, f, u),
        p = h.__e,
        (l.ref != h.ref || 8 & l.__u) && (l.ref && tf(l.ref, null, h, l), h.ref && u.push(h.ref, h.__c || p, h)),
        m = m || p,
        4 & h.__u
          ? (s = wp(h, s, e, !l.__v), l.__e && (l.__e = null))
          : typeof h.type == "function" && y !== void 0
          ? s = y
          : p && (s = p.nextSibling),
        h.__u &= -21);
  }
  return n.__e = m, s;
}
function nv(e, t, n, r, i) {
  var o, a, c, s, f, u, d, l, h, p = n.length, m = p, y = 0, x = 0, g = e.__k = Array(i);
  for (o = 0; o < i; o++) {
    (a = t[o]) != null && typeof a != "boolean" && typeof a != "function"
      ? (typeof a != "object" || a.constructor === String
        ? a = g[o] = Ta(null, a)
        : Js(a)
        ? a = g[o] = Ta(V, { children: a })
        : a.constructor === fo && a.__b
        ? a = g[o] = Ta(a.type, a.props, a.key, a.ref, a.__v)
        : g[o] = a,
        s = o + y,
        a.__ = e,
        a.__b = e.__b + 1,
        c = null,
        ~(f = a.__i = rv(a, n, s, m)) && (m--, (c = n[f]) && (c.__u |= 2)),
        c && c.__v
          ? (a.__u |= 16, f == s - 1 ? y-- : f == s + 1 ? y++ : f != s && (f > s ? y-- : y++, x = 1))
          : (~f || (i > p ? y-- : i < p && y++), typeof a.type != "function" && (a.__u |= 4)))
      : g[o] = null;
  }
  if (x) {
    for (u = [], d = [], o = 0; o < i; o++) {
      if ((a = g[o]) && 16 & a.__u) {
        for (y = 0, l = u.length; y < l;) u[h = y + l >> 1] < a.__i ? y = h + 1 : l = h;
        u[y] = a.__i, d[o] = y + 1;
      }
    }
    for (y = u.length; o--;) d[o] && (d[o] == y ? y-- : g[o].__u |= 4);
  }
  if (m) { for (o = 0; o < p; o++) !(c = n[o]) || 2 & c.__u || (c.__e == r && (r = Kn(c)), nf(c, c)); }
  return r;
}
function wp(e, t, n, r) {
  var i, o, a, c;
  if (typeof e.type == "function") {
    if (e.props.__P) return t;
    if (i = e.__k) { for (o = 0; o < i.length; o++) i[o] && (i[o].__ = e, t = wp(i[o], t, n, !1)); }
    return t;
  }
  for (t && !t.parentNode && (t = Kn(e)) && !t.parentNode && (t = null), a = e.__e, c = t; c && c.nodeType == 8;) {
    c = c.nextSibling;
  }
  for (
    a != c && (!r && n.moveBefore && a.parentNode ? n.moveBefore(a, t) : n.insertBefore(a, t || null)), t = a;
    (t = t && t.nextSibling) && t.nodeType == 8 && !t.data.startsWith("$s");
  );
  return t;
}
function rv(e, t, n, r) {
  var i, o = e.key, a = e.type, c = t[n], s = c && !(2 & c.__u);
  if (c === null && o == null || s && o == c.key && a == c.type) return n;
  if (r > (s ? 1 : 0)) {
    for (i = n - 1; i >= 0; i--) if ((c = t[i]) && !(2 & c.__u) && o == c.key && a == c.type) return i;
    for (i = n + 1; i < t.length; i++) if ((c = t[i]) && !(2 & c.__u) && o == c.key && a == c.type) return i;
  }
  return -1;
}
function hp(e, t, n) {
  n == null && (n = ""), t[0] == "-" ? e.setProperty(t, n) : e[t] = n;
}
function Sa(e, t, n, r, i) {
  var o, a;
  if (t == "style") {
    if (typeof n == "string") e.style.cssText = n;
    else {
      if (typeof r == "string" && (e.style.cssText = r = ""), r) { for (t in r) n && t in n || hp(e.style, t); }
      if (n) { for (t in n) r && n[t] == r[t] || hp(e.style, t, n[t]); }
    }
  } else if (t[0] == "o" && t[1] == "n") {
    typeof n != "function" && (n = null),
      typeof r != "function" && (r = null),
      (e.__e || (e.__e = {}))[t] = n,
      n && r ||
      (a = Zs[t] || (Zs[t] = iv(t)),
        (e.__a || (e.__a = {}))[t] = Qs,
        o = t != (t = t.replace(gp, "$1")),
        (t = t.slice(2))[0] < "a" && (t = t.toLowerCase()),
        n ? e.addEventListener(t, a, o) : e.removeEventListener(t, a, o));
  } else {
    if (i == "http://www.w3.org/2000/svg") t = t.replace(/xlink(H|:h)/, "h").replace(/sName$/, "s");
    else if (
      t != "width" && t != "height" && t != "href" && t != "list" && t != "form" && t != "tabIndex" &&
      t != "download" && t != "rowSpan" && t != "colSpan" && t != "role" && t != "popover" && t in e
    ) {
      try {
        return void (e[t] = n ?? "");
      } catch {}
    }
    if (typeof n == "function") return;
    n == null || n === !1 && t[4] != "-" ? e.removeAttribute(t) : e.setAttribute(t, t == "popover" && n == 1 ? "" : n);
  }
}
function iv(e) {
  return function (t) {
    var n = this.__e;
    if (n) {
      if (n = n[e], t[$a] == null) t[$a] = Qs++;
      else if (t[$a] < this.__a[e]) return;
      return n(he.event ? he.event(t) : t);
    }
  };
}
function ef(e, t, n, r, i, o, a, c, s, f) {
  var u, d, l, h, p, m, y, x, g, v, _, $, M, w, S, T, C, k, N = t.type;
  if (t.constructor !== fo) return null;
  128 & n.__u && (s = 32 & n.__u, u = n.__c.__z) &&
  (t.__u |= s, d = o = [], u.nodeType == 8 ? c = Aa(u, o) : o.push(u), c = o[0] || c), (u = he.__b) && u(t);
  e: if (typeof N == "function") {
    l = a.length;
    try {
      if (
        x = t.props,
          g = (u = N.prototype) && u.render,
          v = (u = N.contextType) && r[u.__c],
          _ = u ? v ? v.props.value : u.__ : r,
          (h = n.__c)
            ? (t.__c = h, 2 & h.__g && (h.__g |= 1))
            : (g ? t.__c = h = new N(x, _) : (t.__c = h = new ka(x, _), h.constructor = N, h.render = av),
              v && v.sub(h),
              h.state || (h.state = {}),
              h.__n = r,
              h.__g |= 8,
              h.__h = [],
              h.__k = []),
          g &&
          (h.__s || (h.__s = h.state),
            N.getDerivedStateFromProps &&
            (h.__s == h.state && (h.__s = Sr({}, h.__s)), Sr(h.__s, N.getDerivedStateFromProps(x, h.__s)))),
          p = h.props,
          m = h.state,
          h.__v = t,
          n.__c
      ) {
        if (
          x !== p && g && !N.getDerivedStateFromProps && h.componentWillReceiveProps &&
          h.componentWillReceiveProps(x, _),
            t.__v == n.__v && !(8 & h.__g) ||
            !(4 & h.__g) && h.shouldComponentUpdate && h.shouldComponentUpdate(x, h.__s, _) === !1
        ) {
          t.__v != n.__v && (h.props = x, h.state = h.__s, h.__g &= -9),
            t.__e = n.__e,
            t.__k = n.__k,
            t.__k.some(function (L) {
              L && (L.__ = t);
            }),
            Ea.push.apply(h.__h, h.__k),
            h.__k = [],
            h.__h.length && a.push(h),
            c = Kn(n);
          break e;
        }
        h.componentWillUpdate && h.componentWillUpdate(x, h.__s, _),
          g && h.componentDidUpdate && h.__h.push(function () {
            h.componentDidUpdate(p, m, y);
          });
      } else {g && !N.getDerivedStateFromProps && h.componentWillMount && h.componentWillMount(),
          g && h.componentDidMount && h.__h.push(h.componentDidMount);}
      h.context = _, h.props = x, h.__P = e, h.__g &= -5, $ = he.__r, M = g ? 25 : 0;
      do h.__g &= -9, $ && $(t), u = h.render(h.props, h.state = h.__s, h.context); while (8 & h.__g && ++M < 25);
      g && (Ea.push.apply(h.__h, h.__k), h.__k = []),
        h.state = h.__s,
        h.getChildContext && (r = Sr({}, r, h.getChildContext())),
        g && n.__c && h.getSnapshotBeforeUpdate && (y = h.getSnapshotBeforeUpdate(p, m)),
        w = u && u.type === V && u.key == null ? u.props.children : u,
        x.__P &&
        (u = c,
          i = (e = x.__P).namespaceURI,
          s = o = null,
          n.props && n.props.__P != e && (n.__k.some(function (L) {
            L && nf(L, L);
          }),
            n.__k = null),
          c = n.__k ? Kn(n, 0) : null),
        c = vp(e, Js(w) ? w : [w], t, n, r, i, o, a, c, s, f),
        x.__P && (t.__e = null, c = u),
        t.__u &= -161,
        d && d.some(Mr),
        h.__h.length && a.push(h),
        1 & h.__g && (h.__g &= -4);
    } catch (L) {
      if (a.length = l, t.__v = null, s || o) {
        if (L && L.then) {
          if (t.__u |= 128 | s, o) {
            for (~(C = o.indexOf(c || void 0)) || (C = o.length); (k = o[C - 1]) && k.nodeType == 8;) C--;
            for (; C < o.length; C++) {
              if (k = o[C]) {
                if (o[C] = null, S) { if (k == T) break; }
                else {
                  if (k.nodeType != 8) break;
                  k.data.startsWith("$s") && (T = Aa(S = k));
                }
              }
            }
          }
          if (!S) {
            for (; c && c.nodeType == 8 && c.nextSibling;) c = c.nextSibling;
            S = c;
          }
          (u = Aa(S = t.__c.__z || (t.__c.__z = S))) ? (t.__e = S, c = u) : t.__e = c, c = c && c.nextSibling;
        } else o && o.some(Mr);
      } else t.__e = n.__e;
      t.__k || (t.__k = n.__k || []), L && L.then || Mp(t), he.__e(L, t, n);
    }
  } else c = t.__e = ov(n.__e, t, n, r, i, o, a, s, f, e);
  return (u = he.diffed) && u(t), c;
}
function Aa(e, t) {
  if (e && e.nodeType == 8 && e.data.startsWith("$s")) {
    for (var n = 1; e = e.nextSibling;) {
      if (e.nodeType == 8) {
        if (e.data.startsWith("$s")) n++;
        else if (e.data.startsWith("/$s") && !--n) return e;
      }
      t && t.push(e);
    }
  }
}
function Mp(e) {
  e && (e.__c && (e.__c.__g |= 4), e.__k && e.__k.some(Mp));
}
function Sp(e, t, n) {
  for (var r = 0; r < n.length;) tf(n[r++], n[r++], n[r++]);
  he.__c && he.__c(t, e),
    e.some(function (i) {
      try {
        e = i.__h,
          i.__h = [],
          e.some(function (o) {
            o.call(i);
          });
      } catch (o) {
        he.__e(o, i.__v);
      }
    });
}
function ov(e, t, n, r, i, o, a, c, s, f) {
  var u, d, l, h, p, m, y, x, g = n.props || Na, v = t.props, _ = t.type;
  if (
    _ == "svg"
      ? i = "http://www.w3.org/2000/svg"
      : _ == "math"
      ? i = "http://www.w3.org/1998/Math/MathML"
      : i || (i = "http://www.w3.org/1999/xhtml"), o
  ) {
    for (u = 0; u < o.length; u++) {
      if ((p = o[u]) && (_ ? p.localName == _ : p.nodeType == 3)) {
        e = p, o[u] = null;
        break;
      }
    }
  }
  if (!e) {
    if (x = f.ownerDocument || document, !_) return x.createTextNode(v);
    e = x.createElementNS(i, _, v.is ? v : f), c && (he.__m && he.__m(t, o), c = !1), o = null;
  }
  if (_) {
    if (
      f = _ == "template" && e.content || e,
        o = _ == "textarea" && v.defaultValue != null ? null : o && bp.call(f.childNodes),
        !c && o
    ) { for (g = {}, u = 0; u < e.attributes.length; u++) g[(p = e.attributes[u]).name] = p.value; }
    for (u in g) {
      p = g[u],
        u == "dangerouslySetInnerHTML" ? l = p : u == "children" || u in v || u == "value" && "defaultValue" in v ||
          u == "checked" && "defaultChecked" in v || Sa(e, u, null, p, i);
    }
    for (u in v) {
      p = v[u],
        u == "children"
          ? h = p
          : u == "dangerouslySetInnerHTML"
          ? d = p
          : u == "value"
          ? m = p
          : u == "checked"
          ? y = p
          : c && typeof p != "function" || g[u] === p || Sa(e, u, p, g[u], i);
    }
    d
      ? (c || l && (d.__html == l.__html || d.__html == e.innerHTML) || (e.innerHTML = d.__html), t.__k = [])
      : (l && (e.textContent = ""),
        (_ == "foreignObject" || i == "http://www.w3.org/1998/Math/MathML" && ev.test(_)) &&
        (i = "http://www.w3.org/1999/xhtml"),
        vp(f, Js(h) ? h : [h], t, n, r, i, o, a, o ? o[0] : n.__k && Kn(n, 0), c, s),
        o && o.some(Mr)),
      c && _ != "textarea" ||
      (u = "value",
        _ == "progress" && m == null
          ? e.removeAttribute(u)
          : m == null || m === e[u] && (_ != "progress" || m) || Sa(e, u, m, g[u], i),
        u = "checked",
        y != null && y != e[u] && Sa(e, u, y, g[u], i));
  } else g === v || c && e.data == v || (e.data = v);
  return e;
}
function tf(e, t, n, r) {
  try {
    typeof e == "function"
      ? t
        ? t.__x = e(t) || 1
        : r && (r = r.__c || r.__e) && (t = r.__x) && (r.__x = null, typeof t == "function" ? t() : e(null))
      : e.current = t;
  } catch (i) {
    he.__e(i, n);
  }
}
function nf(e, t, n) {
  var r, i, o, a;
  if (he.unmount && he.unmount(e), !(r = e.ref) || r.current && r.current != e.__e || tf(r, null, t, e), r = e.__c) {
    if (r.componentWillUnmount) {
      try {
        r.componentWillUnmount();
      } catch (c) {
        he.__e(c, t);
      }
    }
    r.__P = r.__n = null;
  }
  if (r = e.__k) {
    for (a = 0; a < r.length; a++) {
      r[a] && nf(r[a], t, typeof e.type != "function" || n && !e.props.__P);
    }
  }
  !n && (r = e.__c) && (r = r.__z) && (i = Aa(r, o = [])) && (r == e.__e && o.some(Mr), Mr(i), Mr(r)),
    n || Mr(e.__e),
    e.__e = e.__c = e.__ = null;
}
function av(e, t, n) {
  return this.constructor(e, n);
}
function cv(e, t) {
  var n, r, i, o;
  he.__ && he.__(e, t),
    t.nodeType == 9 && (t = t.documentElement),
    r = (n = e && 32 & e.__u) ? null : t.__k,
    t.__k = Ta(V, { children: [e] }),
    i = [],
    o = [],
    ef(
      t,
      t.__k,
      r || Na,
      Na,
      t.namespaceURI,
      r ? null : t.firstChild ? bp.call(t.childNodes) : null,
      i,
      r ? r.__e : t.firstChild,
      n,
      o,
    ),
    Sp(i, t.__k, o),
    t.__k.props.children = null;
}
function $p(e, t) {
  e && typeof e == "object" && (e.__u |= 32), cv(e, t);
}
function Tp(e) {
  function t(n) {
    var r, i;
    return this.getChildContext || (r = new Set(),
      (i = {})[t.__c] = this,
      this.getChildContext = function () {
        return i;
      },
      this.shouldComponentUpdate = function (o) {
        this.props.value != o.value && r.forEach(function (a) {
          a.__g |= 4, Ks(a);
        });
      },
      this.sub = function (o) {
        r.add(o);
        var a = o.componentWillUnmount;
        o.componentWillUnmount = function () {
          r.delete(o), a && a.call(o);
        };
      }),
      n.children;
  }
  return t.__c = "__cC" + yp++,
    t.__ = e,
    t.Provider =
      (t.Consumer = function (n, r) {
        return n.children(r);
      }).contextType =
        t,
    t;
}
he = {
  __e: function (e, t, n, r) {
    for (var i, o, a; t = t.__;) {
      if ((i = t.__c) && !(1 & i.__g)) {
        i.__g |= 4;
        try {
          if (
            (a = (o = i.constructor) && o.getDerivedStateFromError) && i.setState(o.getDerivedStateFromError(e)),
              i.componentDidCatch && (i.componentDidCatch(e, r || {}), a = 1),
              a && 8 & i.__g
          ) return void (i.__g |= 2);
        } catch (c) {
          e = c;
        }
      }
    }
    throw Ca = 0, e;
  },
},
  pp = 0,
  J_ = function (e) {
    return e != null && e.constructor === fo;
  },
  ka.prototype.setState = function (e, t) {
    var n = this.__s;
    n && n != this.state || (n = this.__s = Sr({}, this.state)),
      typeof e == "function" && (e = e(Sr({}, n), this.props)),
      e && (Sr(n, e), this.__v && (t && this.__k.push(t), Ks(this)));
  },
  ka.prototype.forceUpdate = function (e) {
    this.__v && (this.__g |= 4, e && this.__h.push(e), Ks(this));
  },
  ka.prototype.render = V,
  Zn = [],
  Ca = 0,
  mp = function (e, t) {
    return e.__v.__b - t.__v.__b;
  },
  $a = Symbol(),
  gp = /(PointerCapture)$|Capture$/i,
  Qs = 0,
  Zs = {},
  yp = 0;
var sv = Symbol.for("pv"), fv = 0, bS = Array.isArray;
function b(e, t, n, r, i, o) {
  t || (t = {});
  var a, c, s = t;
  if ("ref" in s && typeof e != "function") { for (c in s = {}, t) c == "ref" ? a = t[c] : s[c] = t[c]; }
  var f = {
    type: e,
    props: s,
    key: n,
    ref: a,
    __k: null,
    __: null,
    __b: 0,
    __e: null,
    __c: null,
    constructor: sv,
    __v: --fv,
    __i: -1,
    __u: 0,
  };
  return (i || o) && (f.__source = i, f.__self = o), he.vnode && he.vnode(f), f;
}
var $r,
  ve,
  rf,
  kp,
  of = Object.is,
  Pa = 0,
  Op = [],
  af = [],
  Te = he,
  Ap = Te.__b,
  Cp = Te.__r,
  Np = Te.diffed,
  Ep = Te.__c,
  Pp = Te.unmount,
  Rp = Te.__;
function lo(e, t) {
  Te.__h && Te.__h(ve, e, Pa || t), Pa = 0;
  var n = ve.__H || (ve.__H = { __: [], __h: [] });
  return e >= n.__.length && n.__.push({}), n.__[e];
}
function Ra(e) {
  return Pa = 1, sf(Bp, e);
}
function sf(e, t, n) {
  var r = lo($r++, 2);
  if (
    r.t = e,
      !r.__c && (r.__ = [n ? n(t) : Bp(void 0, t), function (o) {
        var a = (r.__N || r.__)[0], c = r.t(a, o);
        of(a, c) || (r.__N = [c, r.__[1]], r.__c.setState({}));
      }],
        r.__c = ve,
        !ve.__f)
  ) {
    ve.__f = !0;
    var i = ve.shouldComponentUpdate;
    ve.shouldComponentUpdate = function (o, a, c) {
      var s = this.__H;
      if (!s) return !0;
      var f = !1, u = this.props != o;
      if (
        s.__.some(function (l) {
          l.__N && (f = !0, of(l.__[0], l.__N[0]) || (u = !0));
        }), i
      ) {
        var d = i.call(this, o, a, c);
        return f ? d || u : d;
      }
      return !f || u;
    };
  }
  return r.__;
}
function ho(e, t) {
  var n = lo($r++, 3);
  !Te.__s && ff(n.__H, t) && (n.__P = !0, n.__ = e, n.u = t, ve.__H.__h.push(n));
}
function Dp(e, t) {
  var n = lo($r++, 4);
  !Te.__s && ff(n.__H, t) && (n.__P = !1, n.__ = e, n.u = t, ve.__h.push(n));
}
function ci(e) {
  return Pa = 5,
    Tr(function () {
      return { current: e };
    }, []);
}
function Tr(e, t) {
  var n = lo($r++, 7);
  return ff(n.__H, t) && (n.__ = e(), n.__H = t), n.__;
}
function Fp(e) {
  var t = ve.context[e.__c], n = lo($r++, 9);
  return n.c = e, t ? (n.__ == null && (n.__ = !0, t.sub(ve)), t.props.value) : e.__;
}
function uv() {
  var e;
  do {
    for (; e = af.shift();) {
      try {
        uo(e);
      } catch (n) {
        Te.__e(n, { __: (e = e.__P) && e.__v });
      }
    }
    for (; e = Op.shift();) {
      var t = e.__H;
      if (e.__P && t) {
        try {
          t.__h.some(uo), t.__h.some(cf), t.__h = [];
        } catch (n) {
          t.__h = [], Te.__e(n, e.__v);
        }
      }
    }
  } while (af.length);
}
Te.__b = function (e) {
  ve = null, Ap && Ap(e);
},
  Te.__ = function (e, t) {
    e && t.__k && t.__k.__m && (e.__m = t.__k.__m), Rp && Rp(e, t);
  },
  Te.__r = function (e) {
    Cp && Cp(e), $r = 0;
    var t = (ve = e.__c).__H;
    t && (rf == ve ? ve.__h = [] : (t.__h.some(uo), t.__h.some(cf), $r = 0),
      t.__h = [],
      t.__.some(function (n) {
        n.__N && (n.__ = n.__N), n.u = n.__N = void 0;
      })), rf = ve;
  },
  Te.diffed = function (e) {
    Np && Np(e);
    var t = e.__c;
    t && t.__H && (t.__H.__h.length && Lp(Op.push(t)),
      t.__H.__.some(function (n) {
        n.u && (n.__H = n.u);
      })), rf = ve = null;
  },
  Te.__c = function (e, t) {
    t.some(function (n) {
      try {
        n.__h.some(uo),
          n.__h = n.__h.filter(function (r) {
            return !r.__ || cf(r);
          });
      } catch (r) {
        n.__h = [function () {
          throw r;
        }];
      }
    }), Ep && Ep(e, t);
  },
  Te.unmount = function (e) {
    Pp && Pp(e);
    var t, n, r = e.__c;
    r && r.__H && (r.__H.__.some(function (i) {
      try {
        if (i.__P && i.__c) {
          if (n === void 0) {
            for (n = e.__; n && (!n.__c || !n.__c.__P);) n = n.__;
            n = n && n.__c;
          }
          i.__P = n, Lp(af.push(i));
        } else uo(i);
      } catch (o) {
        t = o;
      }
    }),
      r.__H = void 0,
      t && Te.__e(t, r.__v));
  };
var Ip = typeof requestAnimationFrame == "function";
function lv(e) {
  var t,
    n = function () {
      clearTimeout(r), Ip && cancelAnimationFrame(t), setTimeout(e);
    },
    r = setTimeout(n, 35);
  Ip && (t = requestAnimationFrame(n));
}
function Lp(e) {
  e != 1 && kp == Te.requestAnimationFrame || ((kp = Te.requestAnimationFrame) || lv)(uv);
}
function uo(e) {
  var t = ve, n = e.__c;
  typeof n == "function" && (e.__c = void 0, n()), ve = t;
}
function cf(e) {
  var t = ve;
  e.__c = e.__(), ve = t;
}
function ff(e, t) {
  return !e || e.length != t.length || t.some(function (n, r) {
    return !of(n, e[r]);
  });
}
function Bp(e, t) {
  return typeof t == "function" ? t(e) : t;
}
function He(e, t) {
  return e == null || t == null ? NaN : e < t ? -1 : e > t ? 1 : e >= t ? 0 : NaN;
}
function Cn(e, t) {
  return e == null || t == null ? NaN : t < e ? -1 : t > e ? 1 : t >= e ? 0 : NaN;
}
function di(e) {
  let t, n, r;
  e.length !== 2
    ? (t = He, n = (c, s) => He(e(c), s), r = (c, s) => e(c) - s)
    : (t = e === He || e === Cn ? e : dv, n = e, r = e);
  function i(c, s, f = 0, u = c.length) {
    if (f < u) {
      if (t(s, s) !== 0) return u;
      do {
        let d = f + u >>> 1;
        n(c[d], s) < 0 ? f = d + 1 : u = d;
      } while (f < u);
    }
    return f;
  }
  function o(c, s, f = 0, u = c.length) {
    if (f < u) {
      if (t(s, s) !== 0) return u;
      do {
        let d = f + u >>> 1;
        n(c[d], s) <= 0 ? f = d + 1 : u = d;
      } while (f < u);
    }
    return f;
  }
  function a(c, s, f = 0, u = c.length) {
    let d = i(c, s, f, u - 1);
    return d > f && r(c[d - 1], s) > -r(c[d], s) ? d - 1 : d;
  }
  return { left: i, center: a, right: o };
}
function dv() {
  return 0;
}
function zp(e) {
  return e === null ? NaN : +e;
}
function* hv(e, t) {
  if (t === void 0) { for (let n of e) n != null && (n = +n) >= n && (yield n); }
  else {
    let n = -1;
    for (let r of e) (r = t(r, ++n, e)) != null && (r = +r) >= r && (yield r);
  }
}
var Yp = di(He), hi = Yp.right, MS = Yp.left, SS = di(zp).center;
var $S = qp(Up), TS = qp(pv);
function qp(e) {
  return function (t, n, r = n) {
    if (!((n = +n) >= 0)) throw new RangeError("invalid rx");
    if (!((r = +r) >= 0)) throw new RangeError("invalid ry");
    let { data: i, width: o, height: a } = t;
    if (!((o = Math.floor(o)) >= 0)) throw new RangeError("invalid width");
    if (!((a = Math.floor(a !== void 0 ? a : i.length / o)) >= 0)) throw new RangeError("invalid height");
    if (!o || !a || !n && !r) return t;
    let c = n && e(n), s = r && e(r), f = i.slice();
    return c && s
      ? (si(c, f, i, o, a),
        si(c, i, f, o, a),
        si(c, f, i, o, a),
        fi(s, i, f, o, a),
        fi(s, f, i, o, a),
        fi(s, i, f, o, a))
      : c
      ? (si(c, i, f, o, a), si(c, f, i, o, a), si(c, i, f, o, a))
      : s && (fi(s, i, f, o, a), fi(s, f, i, o, a), fi(s, i, f, o, a)),
      t;
  };
}
function si(e, t, n, r, i) {
  for (let o = 0, a = r * i; o < a;) e(t, n, o, o += r, 1);
}
function fi(e, t, n, r, i) {
  for (let o = 0, a = r * i; o < r; ++o) e(t, n, o, o + a, r);
}
function pv(e) {
  let t = Up(e);
  return (n, r, i, o, a) => {
    i <<= 2,
      o <<= 2,
      a <<= 2,
      t(n, r, i + 0, o + 0, a),
      t(n, r, i + 1, o + 1, a),
      t(n, r, i + 2, o + 2, a),
      t(n, r, i + 3, o + 3, a);
  };
}
function Up(e) {
  let t = Math.floor(e);
  if (t === e) return mv(e);
  let n = e - t, r = 2 * e + 1;
  return (i, o, a, c, s) => {
    if (!((c -= s) >= a)) return;
    let f = t * o[a], u = s * t, d = u + s;
    for (let l = a, h = a + u; l < h; l += s) f += o[Math.min(c, l)];
    for (let l = a, h = c; l <= h; l += s) {
      f += o[Math.min(c, l + u)],
        i[l] = (f + n * (o[Math.max(a, l - d)] + o[Math.min(c, l + d)])) / r,
        f -= o[Math.max(a, l - u)];
    }
  };
}
function mv(e) {
  let t = 2 * e + 1;
  return (n, r, i, o, a) => {
    if (!((o -= a) >= i)) return;
    let c = e * r[i], s = a * e;
    for (let f = i, u = i + s; f < u; f += a) c += r[Math.min(o, f)];
    for (let f = i, u = o; f <= u; f += a) c += r[Math.min(o, f + s)], n[f] = c / t, c -= r[Math.max(i, f - s)];
  };
}
function df(e, t) {
  let n = 0;
  if (t === void 0) { for (let r of e) r != null && (r = +r) >= r && ++n; }
  else {
    let r = -1;
    for (let i of e) (i = t(i, ++r, e)) != null && (i = +i) >= i && ++n;
  }
  return n;
}
function gv(e) {
  return e.length | 0;
}
function yv(e) {
  return !(e > 0);
}
function bv(e) {
  return typeof e != "object" || "length" in e ? e : Array.from(e);
}
function xv(e) {
  return (t) => e(...t);
}
function Xp(...e) {
  let t = typeof e[e.length - 1] == "function" && xv(e.pop());
  e = e.map(bv);
  let n = e.map(gv), r = e.length - 1, i = new Array(r + 1).fill(0), o = [];
  if (r < 0 || n.some(yv)) return o;
  for (;;) {
    o.push(i.map((c, s) => e[s][c]));
    let a = r;
    for (; ++i[a] === n[a];) {
      if (a === 0) return t ? o.map(t) : o;
      i[a--] = 0;
    }
  }
}
function jp(e, t) {
  var n = 0, r = 0;
  return Float64Array.from(e, t === void 0 ? (i) => n += +i || 0 : (i) => n += +t(i, r++, e) || 0);
}
function hf(e, t) {
  let n = 0, r, i = 0, o = 0;
  if (t === void 0) { for (let a of e) a != null && (a = +a) >= a && (r = a - i, i += r / ++n, o += r * (a - i)); }
  else {
    let a = -1;
    for (let c of e) (c = t(c, ++a, e)) != null && (c = +c) >= c && (r = c - i, i += r / ++n, o += r * (c - i));
  }
  if (n > 1) return o / (n - 1);
}
function pf(e, t) {
  let n = hf(e, t);
  return n && Math.sqrt(n);
}
function Ue(e, t) {
  let n, r;
  if (t === void 0) {
    for (let i of e) i != null && (n === void 0 ? i >= i && (n = r = i) : (n > i && (n = i), r < i && (r = i)));
  } else {
    let i = -1;
    for (let o of e) {
      (o = t(o, ++i, e)) != null && (n === void 0 ? o >= o && (n = r = o) : (n > o && (n = o), r < o && (r = o)));
    }
  }
  return [n, r];
}
var Mt = class {
  constructor() {
    this._partials = new Float64Array(32), this._n = 0;
  }
  add(t) {
    let n = this._partials, r = 0;
    for (let i = 0; i < this._n && i < 32; i++) {
      let o = n[i], a = t + o, c = Math.abs(t) < Math.abs(o) ? t - (a - o) : o - (a - t);
      c && (n[r++] = c), t = a;
    }
    return n[r] = t, this._n = r + 1, this;
  }
  valueOf() {
    let t = this._partials, n = this._n, r, i, o, a = 0;
    if (n > 0) {
      for (a = t[--n]; n > 0 && (r = a, i = t[--n], a = r + i, o = i - (a - r), !o););
      n > 0 && (o < 0 && t[n - 1] < 0 || o > 0 && t[n - 1] > 0) && (i = o * 2, r = a + i, i == r - a && (a = r));
    }
    return a;
  }
};
var St = class extends Map {
    constructor(t, n = Gp) {
      if (
        super(), Object.defineProperties(this, { _intern: { value: new Map() }, _key: { value: n } }), t != null
      ) { for (let [r, i] of t) this.set(r, i); }
    }
    get(t) {
      return super.get(uf(this, t));
    }
    has(t) {
      return super.has(uf(this, t));
    }
    set(t, n) {
      return super.set(Wp(this, t), n);
    }
    delete(t) {
      return super.delete(Hp(this, t));
    }
  },
  Qt = class extends Set {
    constructor(t, n = Gp) {
      if (
        super(), Object.defineProperties(this, { _intern: { value: new Map() }, _key: { value: n } }), t != null
      ) { for (let r of t) this.add(r); }
    }
    has(t) {
      return super.has(uf(this, t));
    }
    add(t) {
      return super.add(Wp(this, t));
    }
    delete(t) {
      return super.delete(Hp(this, t));
    }
  };
function uf({ _intern: e, _key: t }, n) {
  let r = t(n);
  return e.has(r) ? e.get(r) : n;
}
function Wp({ _intern: e, _key: t }, n) {
  let r = t(n);
  return e.has(r) ? e.get(r) : (e.set(r, n), n);
}
function Hp({ _intern: e, _key: t }, n) {
  let r = t(n);
  return e.has(r) && (n = e.get(r), e.delete(r)), n;
}
function Gp(e) {
  return e !== null && typeof e == "object" ? e.valueOf() : e;
}
function lf(e) {
  return e;
}
function kr(e, ...t) {
  return mf(e, lf, lf, t);
}
function Nn(e, t, ...n) {
  return mf(e, lf, t, n);
}
function Vp(e, t, ...n) {
  return mf(e, Array.from, t, n);
}
function mf(e, t, n, r) {
  return function i(o, a) {
    if (a >= r.length) return n(o);
    let c = new St(), s = r[a++], f = -1;
    for (let u of o) {
      let d = s(u, ++f, o), l = c.get(d);
      l ? l.push(u) : c.set(d, [u]);
    }
    for (let [u, d] of c) c.set(u, i(d, a));
    return t(c);
  }(e, 0);
}
function _v(e, t) {
  return Array.from(t, (n) => e[n]);
}
function ui(e, ...t) {
  if (typeof e[Symbol.iterator] != "function") throw new TypeError("values is not iterable");
  e = Array.from(e);
  let [n] = t;
  if (n && n.length !== 2 || t.length > 1) {
    let r = Uint32Array.from(e, (i, o) => o);
    return t.length > 1
      ? (t = t.map((i) => e.map(i)),
        r.sort((i, o) => {
          for (let a of t) {
            let c = Ia(a[i], a[o]);
            if (c) return c;
          }
        }))
      : (n = e.map(n), r.sort((i, o) => Ia(n[i], n[o]))),
      _v(e, r);
  }
  return e.sort(Zp(n));
}
function Zp(e = He) {
  if (e === He) return Ia;
  if (typeof e != "function") throw new TypeError("compare is not a function");
  return (t, n) => {
    let r = e(t, n);
    return r || r === 0 ? r : (e(n, n) === 0) - (e(t, t) === 0);
  };
}
function Ia(e, t) {
  return (e == null || !(e >= e)) - (t == null || !(t >= t)) || (e < t ? -1 : e > t ? 1 : 0);
}
function Oa(e, t, n) {
  return (t.length !== 2
    ? ui(Nn(e, t, n), ([r, i], [o, a]) => He(i, a) || He(r, o))
    : ui(kr(e, n), ([r, i], [o, a]) => t(i, a) || He(r, o))).map(([r]) => r);
}
var vv = Array.prototype, kS = vv.slice;
var wv = Math.sqrt(50), Mv = Math.sqrt(10), Sv = Math.sqrt(2);
function La(e, t, n) {
  let r = (t - e) / Math.max(0, n),
    i = Math.floor(Math.log10(r)),
    o = r / Math.pow(10, i),
    a = o >= wv ? 10 : o >= Mv ? 5 : o >= Sv ? 2 : 1,
    c,
    s,
    f;
  return i < 0
    ? (f = Math.pow(10, -i) / a,
      c = Math.round(e * f),
      s = Math.round(t * f),
      c / f < e && ++c,
      s / f > t && --s,
      f = -f)
    : (f = Math.pow(10, i) * a, c = Math.round(e / f), s = Math.round(t / f), c * f < e && ++c, s * f > t && --s),
    s < c && .5 <= n && n < 2 ? La(e, t, n * 2) : [c, s, f];
}
function Qn(e, t, n) {
  if (t = +t, e = +e, n = +n, !(n > 0)) return [];
  if (e === t) return [e];
  let r = t < e, [i, o, a] = r ? La(t, e, n) : La(e, t, n);
  if (!(o >= i)) return [];
  let c = o - i + 1, s = new Array(c);
  if (r) {
    if (a < 0) { for (let f = 0; f < c; ++f) s[f] = (o - f) / -a; }
    else for (let f = 0; f < c; ++f) s[f] = (o - f) * a;
  } else if (a < 0) { for (let f = 0; f < c; ++f) s[f] = (i + f) / -a; }
  else for (let f = 0; f < c; ++f) s[f] = (i + f) * a;
  return s;
}
function li(e, t, n) {
  return t = +t, e = +e, n = +n, La(e, t, n)[2];
}
function mo(e, t, n) {
  t = +t, e = +e, n = +n;
  let r = t < e, i = r ? li(t, e, n) : li(e, t, n);
  return (r ? -1 : 1) * (i < 0 ? 1 / -i : i);
}
function Kp(e) {
  return Math.max(1, Math.ceil(Math.log(df(e)) / Math.LN2) + 1);
}
function Ze(e, t) {
  let n;
  if (t === void 0) { for (let r of e) r != null && (n < r || n === void 0 && r >= r) && (n = r); }
  else {
    let r = -1;
    for (let i of e) (i = t(i, ++r, e)) != null && (n < i || n === void 0 && i >= i) && (n = i);
  }
  return n;
}
function Qp(e, t) {
  let n, r = -1, i = -1;
  if (t === void 0) { for (let o of e) ++i, o != null && (n < o || n === void 0 && o >= o) && (n = o, r = i); }
  else for (let o of e) (o = t(o, ++i, e)) != null && (n < o || n === void 0 && o >= o) && (n = o, r = i);
  return r;
}
function $t(e, t) {
  let n;
  if (t === void 0) { for (let r of e) r != null && (n > r || n === void 0 && r >= r) && (n = r); }
  else {
    let r = -1;
    for (let i of e) (i = t(i, ++r, e)) != null && (n > i || n === void 0 && i >= i) && (n = i);
  }
  return n;
}
function Jp(e, t) {
  let n, r = -1, i = -1;
  if (t === void 0) { for (let o of e) ++i, o != null && (n > o || n === void 0 && o >= o) && (n = o, r = i); }
  else for (let o of e) (o = t(o, ++i, e)) != null && (n > o || n === void 0 && o >= o) && (n = o, r = i);
  return r;
}
function em(e, t, n = 0, r = 1 / 0, i) {
  if (
    t = Math.floor(t), n = Math.floor(Math.max(0, n)), r = Math.floor(Math.min(e.length - 1, r)), !(n <= t && t <= r)
  ) return e;
  for (i = i === void 0 ? Ia : Zp(i); r > n;) {
    if (r - n > 600) {
      let s = r - n + 1,
        f = t - n + 1,
        u = Math.log(s),
        d = .5 * Math.exp(2 * u / 3),
        l = .5 * Math.sqrt(u * d * (s - d) / s) * (f - s / 2 < 0 ? -1 : 1),
        h = Math.max(n, Math.floor(t - f * d / s + l)),
        p = Math.min(r, Math.floor(t + (s - f) * d / s + l));
      em(e, t, h, p, i);
    }
    let o = e[t], a = n, c = r;
    for (po(e, n, t), i(e[r], o) > 0 && po(e, n, r); a < c;) {
      for (po(e, a, c), ++a, --c; i(e[a], o) < 0;) ++a;
      for (; i(e[c], o) > 0;) --c;
    }
    i(e[n], o) === 0 ? po(e, n, c) : (++c, po(e, c, r)), c <= t && (n = c + 1), t <= c && (r = c - 1);
  }
  return e;
}
function po(e, t, n) {
  let r = e[t];
  e[t] = e[n], e[n] = r;
}
function gf(e, t = He) {
  let n, r = !1;
  if (t.length === 1) {
    let i;
    for (let o of e) {
      let a = t(o);
      (r ? He(a, i) > 0 : He(a, a) === 0) && (n = o, i = a, r = !0);
    }
  } else for (let i of e) (r ? t(i, n) > 0 : t(i, i) === 0) && (n = i, r = !0);
  return n;
}
function An(e, t, n) {
  if (e = Float64Array.from(hv(e, n)), !(!(r = e.length) || isNaN(t = +t))) {
    if (t <= 0 || r < 2) return $t(e);
    if (t >= 1) return Ze(e);
    var r, i = (r - 1) * t, o = Math.floor(i), a = Ze(em(e, o).subarray(0, o + 1)), c = $t(e.subarray(o + 1));
    return a + (c - a) * (i - o);
  }
}
function tm(e, t, n = zp) {
  if (!(!(r = e.length) || isNaN(t = +t))) {
    if (t <= 0 || r < 2) return +n(e[0], 0, e);
    if (t >= 1) return +n(e[r - 1], r - 1, e);
    var r, i = (r - 1) * t, o = Math.floor(i), a = +n(e[o], o, e), c = +n(e[o + 1], o + 1, e);
    return a + (c - a) * (i - o);
  }
}
function nm(e, t, n) {
  let r = df(e), i = An(e, .75) - An(e, .25);
  return r && i ? Math.ceil((n - t) / (2 * i * Math.pow(r, -1 / 3))) : 1;
}
function yf(e, t, n) {
  let r = df(e), i = pf(e);
  return r && i ? Math.ceil((n - t) * Math.cbrt(r) / (3.49 * i)) : 1;
}
function rm(e, t) {
  let n = 0, r = 0;
  if (t === void 0) { for (let i of e) i != null && (i = +i) >= i && (++n, r += i); }
  else {
    let i = -1;
    for (let o of e) (o = t(o, ++i, e)) != null && (o = +o) >= o && (++n, r += o);
  }
  if (n) return r / n;
}
function go(e, t) {
  return An(e, .5, t);
}
function* $v(e) {
  for (let t of e) yield* t;
}
function bf(e) {
  return Array.from($v(e));
}
function im(e, t) {
  let n = new St();
  if (t === void 0) { for (let o of e) o != null && o >= o && n.set(o, (n.get(o) || 0) + 1); }
  else {
    let o = -1;
    for (let a of e) (a = t(a, ++o, e)) != null && a >= a && n.set(a, (n.get(a) || 0) + 1);
  }
  let r, i = 0;
  for (let [o, a] of n) a > i && (i = a, r = o);
  return r;
}
function om(e, t = Tv) {
  let n = [], r, i = !1;
  for (let o of e) i && n.push(t(r, o)), r = o, i = !0;
  return n;
}
function Tv(e, t) {
  return [e, t];
}
function pi(e, t, n) {
  e = +e, t = +t, n = (i = arguments.length) < 2 ? (t = e, e = 0, 1) : i < 3 ? 1 : +n;
  for (var r = -1, i = Math.max(0, Math.ceil((t - e) / n)) | 0, o = new Array(i); ++r < i;) o[r] = e + r * n;
  return o;
}
var AS = kv(Math.random);
function kv(e) {
  return function (n, r = 0, i = n.length) {
    let o = i - (r = +r);
    for (; o;) {
      let a = e() * o-- | 0, c = n[o + r];
      n[o + r] = n[a + r], n[a + r] = c;
    }
    return n;
  };
}
function qt(e, t) {
  let n = 0;
  if (t === void 0) { for (let r of e) (r = +r) && (n += r); }
  else {
    let r = -1;
    for (let i of e) (i = +t(i, ++r, e)) && (n += i);
  }
  return n;
}
function mi(e) {
  if (typeof e[Symbol.iterator] != "function") throw new TypeError("values is not iterable");
  return Array.from(e).reverse();
}
function Av(e) {
  return e;
}
var xf = 1, _f = 2, vf = 3, Da = 4, am = 1e-6;
function Cv(e) {
  return "translate(" + e + ",0)";
}
function Nv(e) {
  return "translate(0," + e + ")";
}
function Ev(e) {
  return (t) => +e(t);
}
function Pv(e, t) {
  return t = Math.max(0, e.bandwidth() - t * 2) / 2, e.round() && (t = Math.round(t)), (n) => +e(n) + t;
}
function Rv() {
  return !this.__axis;
}
function Iv(e, t) {
  var n = [],
    r = null,
    i = null,
    o = 6,
    a = 6,
    c = 3,
    s = typeof window < "u" && window.devicePixelRatio > 1 ? 0 : .5,
    f = e === xf || e === Da ? -1 : 1,
    u = e === Da || e === _f ? "x" : "y",
    d = e === xf || e === vf ? Cv : Nv;
  function l(h) {
    var p = r ?? (t.ticks ? t.ticks.apply(t, n) : t.domain()),
      m = i ?? (t.tickFormat ? t.tickFormat.apply(t, n) : Av),
      y = Math.max(o, 0) + c,
      x = t.range(),
      g = +x[0] + s,
      v = +x[x.length - 1] + s,
      _ = (t.bandwidth ? Pv : Ev)(t.copy(), s),
      $ = h.selection ? h.selection() : h,
      M = $.selectAll(".domain").data([null]),
      w = $.selectAll(".tick").data(p, t).order(),
      S = w.exit(),
      T = w.enter().append("g").attr("class", "tick"),
      C = w.select("line"),
      k = w.select("text");
    M = M.merge(M.enter().insert("path", ".tick").attr("class", "domain").attr("stroke", "currentColor")),
      w = w.merge(T),
      C = C.merge(T.append("line").attr("stroke", "currentColor").attr(u + "2", f * o)),
      k = k.merge(
        T.append("text").attr("fill", "currentColor").attr(u, f * y).attr(
          "dy",
          e === xf ? "0em" : e === vf ? "0.71em" : "0.32em",
        ),
      ),
      h !== $ &&
      (M = M.transition(h),
        w = w.transition(h),
        C = C.transition(h),
        k = k.transition(h),
        S = S.transition(h).attr("opacity", am).attr("transform", function (N) {
          return isFinite(N = _(N)) ? d(N + s) : this.getAttribute("transform");
        }),
        T.attr("opacity", am).attr("transform", function (N) {
          var L = this.parentNode.__axis;
          return d((L && isFinite(L = L(N)) ? L : _(N)) + s);
        })),
      S.remove(),
      M.attr(
        "d",
        e === Da || e === _f
          ? a ? "M" + f * a + "," + g + "H" + s + "V" + v + "H" + f * a : "M" + s + "," + g + "V" + v
          : a
          ? "M" + g + "," + f * a + "V" + s + "H" + v + "V" + f * a
          : "M" + g + "," + s + "H" + v,
      ),
      w.attr("opacity", 1).attr("transform", function (N) {
        return d(_(N) + s);
      }),
      C.attr(u + "2", f * o),
      k.attr(u, f * y).text(m),
      $.filter(Rv).attr("fill", "none").attr("font-size", 10).attr("font-family", "sans-serif").attr(
        "text-anchor",
        e === _f ? "start" : e === Da ? "end" : "middle",
      ),
      $.each(function () {
        this.__axis = _;
      });
  }
  return l.scale = function (h) {
    return arguments.length ? (t = h, l) : t;
  },
    l.ticks = function () {
      return n = Array.from(arguments), l;
    },
    l.tickArguments = function (h) {
      return arguments.length ? (n = h == null ? [] : Array.from(h), l) : n.slice();
    },
    l.tickValues = function (h) {
      return arguments.length ? (r = h == null ? null : Array.from(h), l) : r && r.slice();
    },
    l.tickFormat = function (h) {
      return arguments.length ? (i = h, l) : i;
    },
    l.tickSize = function (h) {
      return arguments.length ? (o = a = +h, l) : o;
    },
    l.tickSizeInner = function (h) {
      return arguments.length ? (o = +h, l) : o;
    },
    l.tickSizeOuter = function (h) {
      return arguments.length ? (a = +h, l) : a;
    },
    l.tickPadding = function (h) {
      return arguments.length ? (c = +h, l) : c;
    },
    l.offset = function (h) {
      return arguments.length ? (s = +h, l) : s;
    },
    l;
}
function cm(e) {
  return Iv(vf, e);
}
var wf = "http://www.w3.org/1999/xhtml",
  Jn = {
    svg: "http://www.w3.org/2000/svg",
    xhtml: wf,
    xlink: "http://www.w3.org/1999/xlink",
    xml: "http://www.w3.org/XML/1998/namespace",
    xmlns: "http://www.w3.org/2000/xmlns/",
  };
function sm(e) {
  var t = e += "", n = t.indexOf(":");
  return n >= 0 && (t = e.slice(0, n)) !== "xmlns" && (e = e.slice(n + 1)),
    Jn.hasOwnProperty(t) ? { space: Jn[t], local: e } : e;
}
function Lv(e) {
  return function () {
    var t = this.ownerDocument, n = this.namespaceURI;
    return n === wf && t.documentElement.namespaceURI === wf ? t.createElement(e) : t.createElementNS(n, e);
  };
}
function Ov(e) {
  return function () {
    return this.ownerDocument.createElementNS(e.space, e.local);
  };
}
function gi(e) {
  var t = sm(e);
  return (t.local ? Ov : Lv)(t);
}
function Dv() {}
function fm(e) {
  return e == null ? Dv : function () {
    return this.querySelector(e);
  };
}
function Fv(e) {
  typeof e != "function" && (e = fm(e));
  for (var t = this._groups, n = t.length, r = new Array(n), i = 0; i < n; ++i) {
    for (var o = t[i], a = o.length, c = r[i] = new Array(a), s, f, u = 0; u < a; ++u) {
      (s = o[u]) && (f = e.call(s, s.__data__, u, o)) && ("__data__" in s && (f.__data__ = s.__data__), c[u] = f);
    }
  }
  return new gt(r, this._parents);
}
function Bv(e) {
  return e == null ? [] : Array.isArray(e) ? e : Array.from(e);
}
function zv() {
  return [];
}
function Yv(e) {
  return e == null ? zv : function () {
    return this.querySelectorAll(e);
  };
}
function qv(e) {
  return function () {
    return Bv(e.apply(this, arguments));
  };
}
function Uv(e) {
  typeof e == "function" ? e = qv(e) : e = Yv(e);
  for (var t = this._groups, n = t.length, r = [], i = [], o = 0; o < n; ++o) {
    for (var a = t[o], c = a.length, s, f = 0; f < c; ++f) {
      (s = a[f]) && (r.push(e.call(s, s.__data__, f, a)), i.push(s));
    }
  }
  return new gt(r, i);
}
function Xv(e) {
  return function () {
    return this.matches(e);
  };
}
function um(e) {
  return function (t) {
    return t.matches(e);
  };
}
var jv = Array.prototype.find;
function Wv(e) {
  return function () {
    return jv.call(this.children, e);
  };
}
function Hv() {
  return this.firstElementChild;
}
function Gv(e) {
  return this.select(e == null ? Hv : Wv(typeof e == "function" ? e : um(e)));
}
var Vv = Array.prototype.filter;
function Zv() {
  return Array.from(this.children);
}
function Kv(e) {
  return function () {
    return Vv.call(this.children, e);
  };
}
function Qv(e) {
  return this.selectAll(e == null ? Zv : Kv(typeof e == "function" ? e : um(e)));
}
function Jv(e) {
  typeof e != "function" && (e = Xv(e));
  for (var t = this._groups, n = t.length, r = new Array(n), i = 0; i < n; ++i) {
    for (var o = t[i], a = o.length, c = r[i] = [], s, f = 0; f < a; ++f) {
      (s = o[f]) && e.call(s, s.__data__, f, o) && c.push(s);
    }
  }
  return new gt(r, this._parents);
}
function lm(e) {
  return new Array(e.length);
}
function ew() {
  return new gt(this._enter || this._groups.map(lm), this._parents);
}
function Fa(e, t) {
  this.ownerDocument = e.ownerDocument,
    this.namespaceURI = e.namespaceURI,
    this._next = null,
    this._parent = e,
    this.__data__ = t;
}
Fa.prototype = {
  constructor: Fa,
  appendChild: function (e) {
    return this._parent.insertBefore(e, this._next);
  },
  insertBefore: function (e, t) {
    return this._parent.insertBefore(e, t);
  },
  querySelector: function (e) {
    return this._parent.querySelector(e);
  },
  querySelectorAll: function (e) {
    return this._parent.querySelectorAll(e);
  },
};
function tw(e) {
  return function () {
    return e;
  };
}
function nw(e, t, n, r, i, o) {
  for (var a = 0, c, s = t.length, f = o.length; a < f; ++a) {
    (c = t[a]) ? (c.__data__ = o[a], r[a] = c) : n[a] = new Fa(e, o[a]);
  }
  for (; a < s; ++a) (c = t[a]) && (i[a] = c);
}
function rw(e, t, n, r, i, o, a) {
  var c, s, f = new Map(), u = t.length, d = o.length, l = new Array(u), h;
  for (c = 0; c < u; ++c) {
    (s = t[c]) && (l[c] = h = a.call(s, s.__data__, c, t) + "", f.has(h) ? i[c] = s : f.set(h, s));
  }
  for (c = 0; c < d; ++c) {
    h = a.call(e, o[c], c, o) + "",
      (s = f.get(h)) ? (r[c] = s, s.__data__ = o[c], f.delete(h)) : n[c] = new Fa(e, o[c]);
  }
  for (c = 0; c < u; ++c) (s = t[c]) && f.get(l[c]) === s && (i[c] = s);
}
function iw(e) {
  return e.__data__;
}
function ow(e, t) {
  if (!arguments.length) return Array.from(this, iw);
  var n = t ? rw : nw, r = this._parents, i = this._groups;
  typeof e != "function" && (e = tw(e));
  for (var o = i.length, a = new Array(o), c = new Array(o), s = new Array(o), f = 0; f < o; ++f) {
    var u = r[f],
      d = i[f],
      l = d.length,
      h = aw(e.call(u, u && u.__data__, f, r)),
      p = h.length,
      m = c[f] = new Array(p),
      y = a[f] = new Array(p),
      x = s[f] = new Array(l);
    n(u, d, m, y, x, h, t);
    for (var g = 0, v = 0, _, $; g < p; ++g) {
      if (_ = m[g]) {
        for (g >= v && (v = g + 1); !($ = y[v]) && ++v < p;);
        _._next = $ || null;
      }
    }
  }
  return a = new gt(a, r), a._enter = c, a._exit = s, a;
}
function aw(e) {
  return typeof e == "object" && "length" in e ? e : Array.from(e);
}
function cw() {
  return new gt(this._exit || this._groups.map(lm), this._parents);
}
function sw(e, t, n) {
  var r = this.enter(), i = this, o = this.exit();
  return typeof e == "function" ? (r = e(r), r && (r = r.selection())) : r = r.append(e + ""),
    t != null && (i = t(i), i && (i = i.selection())),
    n == null ? o.remove() : n(o),
    r && i ? r.merge(i).order() : i;
}
function fw(e) {
  for (
    var t = e.selection ? e.selection() : e,
      n = this._groups,
      r = t._groups,
      i = n.length,
      o = r.length,
      a = Math.min(i, o),
      c = new Array(i),
      s = 0;
    s < a;
    ++s
  ) {
    for (var f = n[s], u = r[s], d = f.length, l = c[s] = new Array(d), h, p = 0; p < d; ++p) {
      (h = f[p] || u[p]) && (l[p] = h);
    }
  }
  for (; s < i; ++s) c[s] = n[s];
  return new gt(c, this._parents);
}
function uw() {
  for (var e = this._groups, t = -1, n = e.length; ++t < n;) {
    for (var r = e[t], i = r.length - 1, o = r[i], a; --i >= 0;) {
      (a = r[i]) && (o && a.compareDocumentPosition(o) ^ 4 && o.parentNode.insertBefore(a, o), o = a);
    }
  }
  return this;
}
function lw(e) {
  e || (e = dw);
  function t(d, l) {
    return d && l ? e(d.__data__, l.__data__) : !d - !l;
  }
  for (var n = this._groups, r = n.length, i = new Array(r), o = 0; o < r; ++o) {
    for (var a = n[o], c = a.length, s = i[o] = new Array(c), f, u = 0; u < c; ++u) (f = a[u]) && (s[u] = f);
    s.sort(t);
  }
  return new gt(i, this._parents).order();
}
function dw(e, t) {
  return e < t ? -1 : e > t ? 1 : e >= t ? 0 : NaN;
}
function hw() {
  var e = arguments[0];
  return arguments[0] = this, e.apply(null, arguments), this;
}
function pw() {
  return Array.from(this);
}
function mw() {
  for (var e = this._groups, t = 0, n = e.length; t < n; ++t) {
    for (var r = e[t], i = 0, o = r.length; i < o; ++i) {
      var a = r[i];
      if (a) return a;
    }
  }
  return null;
}
function gw() {
  let e = 0;
  for (let t of this) ++e;
  return e;
}
function yw() {
  return !this.node();
}
function bw(e) {
  for (var t = this._groups, n = 0, r = t.length; n < r; ++n) {
    for (var i = t[n], o = 0, a = i.length, c; o < a; ++o) (c = i[o]) && e.call(c, c.__data__, o, i);
  }
  return this;
}
function xw(e) {
  return function () {
    this.removeAttribute(e);
  };
}
function _w(e) {
  return function () {
    this.removeAttributeNS(e.space, e.local);
  };
}
function vw(e, t) {
  return function () {
    this.setAttribute(e, t);
  };
}
function ww(e, t) {
  return function () {
    this.setAttributeNS(e.space, e.local, t);
  };
}
function Mw(e, t) {
  return function () {
    var n = t.apply(this, arguments);
    n == null ? this.removeAttribute(e) : this.setAttribute(e, n);
  };
}
function Sw(e, t) {
  return function () {
    var n = t.apply(this, arguments);
    n == null ? this.removeAttributeNS(e.space, e.local) : this.setAttributeNS(e.space, e.local, n);
  };
}
function $w(e, t) {
  var n = sm(e);
  if (arguments.length < 2) {
    var r = this.node();
    return n.local ? r.getAttributeNS(n.space, n.local) : r.getAttribute(n);
  }
  return this.each(
    (t == null ? n.local ? _w : xw : typeof t == "function" ? n.local ? Sw : Mw : n.local ? ww : vw)(n, t),
  );
}
function dm(e) {
  return e.ownerDocument && e.ownerDocument.defaultView || e.document && e || e.defaultView;
}
function Tw(e) {
  return function () {
    this.style.removeProperty(e);
  };
}
function kw(e, t, n) {
  return function () {
    this.style.setProperty(e, t, n);
  };
}
function Aw(e, t, n) {
  return function () {
    var r = t.apply(this, arguments);
    r == null ? this.style.removeProperty(e) : this.style.setProperty(e, r, n);
  };
}
function Cw(e, t, n) {
  return arguments.length > 1
    ? this.each((t == null ? Tw : typeof t == "function" ? Aw : kw)(e, t, n ?? ""))
    : Nw(this.node(), e);
}
function Nw(e, t) {
  return e.style.getPropertyValue(t) || dm(e).getComputedStyle(e, null).getPropertyValue(t);
}
function Ew(e) {
  return function () {
    delete this[e];
  };
}
function Pw(e, t) {
  return function () {
    this[e] = t;
  };
}
function Rw(e, t) {
  return function () {
    var n = t.apply(this, arguments);
    n == null ? delete this[e] : this[e] = n;
  };
}
function Iw(e, t) {
  return arguments.length > 1 ? this.each((t == null ? Ew : typeof t == "function" ? Rw : Pw)(e, t)) : this.node()[e];
}
function hm(e) {
  return e.trim().split(/^|\s+/);
}
function Sf(e) {
  return e.classList || new pm(e);
}
function pm(e) {
  this._node = e, this._names = hm(e.getAttribute("class") || "");
}
pm.prototype = {
  add: function (e) {
    var t = this._names.indexOf(e);
    t < 0 && (this._names.push(e), this._node.setAttribute("class", this._names.join(" ")));
  },
  remove: function (e) {
    var t = this._names.indexOf(e);
    t >= 0 && (this._names.splice(t, 1), this._node.setAttribute("class", this._names.join(" ")));
  },
  contains: function (e) {
    return this._names.indexOf(e) >= 0;
  },
};
function mm(e, t) {
  for (var n = Sf(e), r = -1, i = t.length; ++r < i;) n.add(t[r]);
}
function gm(e, t) {
  for (var n = Sf(e), r = -1, i = t.length; ++r < i;) n.remove(t[r]);
}
function Lw(e) {
  return function () {
    mm(this, e);
  };
}
function Ow(e) {
  return function () {
    gm(this, e);
  };
}
function Dw(e, t) {
  return function () {
    (t.apply(this, arguments) ? mm : gm)(this, e);
  };
}
function Fw(e, t) {
  var n = hm(e + "");
  if (arguments.length < 2) {
    for (var r = Sf(this.node()), i = -1, o = n.length; ++i < o;) if (!r.contains(n[i])) return !1;
    return !0;
  }
  return this.each((typeof t == "function" ? Dw : t ? Lw : Ow)(n, t));
}
function Bw() {
  this.textContent = "";
}
function zw(e) {
  return function () {
    this.textContent = e;
  };
}
function Yw(e) {
  return function () {
    var t = e.apply(this, arguments);
    this.textContent = t ?? "";
  };
}
function qw(e) {
  return arguments.length ? this.each(e == null ? Bw : (typeof e == "function" ? Yw : zw)(e)) : this.node().textContent;
}
function Uw() {
  this.innerHTML = "";
}
function Xw(e) {
  return function () {
    this.innerHTML = e;
  };
}
function jw(e) {
  return function () {
    var t = e.apply(this, arguments);
    this.innerHTML = t ?? "";
  };
}
function Ww(e) {
  return arguments.length ? this.each(e == null ? Uw : (typeof e == "function" ? jw : Xw)(e)) : this.node().innerHTML;
}
function Hw() {
  this.nextSibling && this.parentNode.appendChild(this);
}
function Gw() {
  return this.each(Hw);
}
function Vw() {
  this.previousSibling && this.parentNode.insertBefore(this, this.parentNode.firstChild);
}
function Zw() {
  return this.each(Vw);
}
function Kw(e) {
  var t = typeof e == "function" ? e : gi(e);
  return this.select(function () {
    return this.appendChild(t.apply(this, arguments));
  });
}
function Qw() {
  return null;
}
function Jw(e, t) {
  var n = typeof e == "function" ? e : gi(e), r = t == null ? Qw : typeof t == "function" ? t : fm(t);
  return this.select(function () {
    return this.insertBefore(n.apply(this, arguments), r.apply(this, arguments) || null);
  });
}
function e6() {
  var e = this.parentNode;
  e && e.removeChild(this);
}
function t6() {
  return this.each(e6);
}
function n6() {
  var e = this.cloneNode(!1), t = this.parentNode;
  return t ? t.insertBefore(e, this.nextSibling) : e;
}
function r6() {
  var e = this.cloneNode(!0), t = this.parentNode;
  return t ? t.insertBefore(e, this.nextSibling) : e;
}
function i6(e) {
  return this.select(e ? r6 : n6);
}
function o6(e) {
  return arguments.length ? this.property("__data__", e) : this.node().__data__;
}
function a6(e) {
  return function (t) {
    e.call(this, t, this.__data__);
  };
}
function c6(e) {
  return e.trim().split(/^|\s+/).map(function (t) {
    var n = "", r = t.indexOf(".");
    return r >= 0 && (n = t.slice(r + 1), t = t.slice(0, r)), { type: t, name: n };
  });
}
function s6(e) {
  return function () {
    var t = this.__on;
    if (t) {
      for (var n = 0, r = -1, i = t.length, o; n < i; ++n) {
        o = t[n],
          (!e.type || o.type === e.type) && o.name === e.name
            ? this.removeEventListener(o.type, o.listener, o.options)
            : t[++r] = o;
      }
      ++r ? t.length = r : delete this.__on;
    }
  };
}
function f6(e, t, n) {
  return function () {
    var r = this.__on, i, o = a6(t);
    if (r) {
      for (var a = 0, c = r.length; a < c; ++a) {
        if ((i = r[a]).type === e.type && i.name === e.name) {
          this.removeEventListener(i.type, i.listener, i.options),
            this.addEventListener(i.type, i.listener = o, i.options = n),
            i.value = t;
          return;
        }
      }
    }
    this.addEventListener(e.type, o, n),
      i = { type: e.type, name: e.name, value: t, listener: o, options: n },
      r ? r.push(i) : this.__on = [i];
  };
}
function u6(e, t, n) {
  var r = c6(e + ""), i, o = r.length, a;
  if (arguments.length < 2) {
    var c = this.node().__on;
    if (c) {
      for (var s = 0, f = c.length, u; s < f; ++s) {
        for (i = 0, u = c[s]; i < o; ++i) if ((a = r[i]).type === u.type && a.name === u.name) return u.value;
      }
    }
    return;
  }
  for (c = t ? f6 : s6, i = 0; i < o; ++i) this.each(c(r[i], t, n));
  return this;
}
function ym(e, t, n) {
  var r = dm(e), i = r.CustomEvent;
  typeof i == "function"
    ? i = new i(t, n)
    : (i = r.document.createEvent("Event"),
      n ? (i.initEvent(t, n.bubbles, n.cancelable), i.detail = n.detail) : i.initEvent(t, !1, !1)), e.dispatchEvent(i);
}
function l6(e, t) {
  return function () {
    return ym(this, e, t);
  };
}
function d6(e, t) {
  return function () {
    return ym(this, e, t.apply(this, arguments));
  };
}
function h6(e, t) {
  return this.each((typeof t == "function" ? d6 : l6)(e, t));
}
function* p6() {
  for (var e = this._groups, t = 0, n = e.length; t < n; ++t) {
    for (var r = e[t], i = 0, o = r.length, a; i < o; ++i) (a = r[i]) && (yield a);
  }
}
var bm = [null];
function gt(e, t) {
  this._groups = e, this._parents = t;
}
function m6() {
  return new gt([[document.documentElement]], bm);
}
function g6() {
  return this;
}
gt.prototype = m6.prototype = {
  constructor: gt,
  select: Fv,
  selectAll: Uv,
  selectChild: Gv,
  selectChildren: Qv,
  filter: Jv,
  data: ow,
  enter: ew,
  exit: cw,
  join: sw,
  merge: fw,
  selection: g6,
  order: uw,
  sort: lw,
  call: hw,
  nodes: pw,
  node: mw,
  size: gw,
  empty: yw,
  each: bw,
  attr: $w,
  style: Cw,
  property: Iw,
  classed: Fw,
  text: qw,
  html: Ww,
  raise: Gw,
  lower: Zw,
  append: Kw,
  insert: Jw,
  remove: t6,
  clone: i6,
  datum: o6,
  on: u6,
  dispatch: h6,
  [Symbol.iterator]: p6,
};
function Ut(e) {
  return typeof e == "string" ? new gt([[document.querySelector(e)]], [document.documentElement]) : new gt([[e]], bm);
}
var y6 = 0;
function b6() {
  return new Mf();
}
function Mf() {
  this._ = "@" + (++y6).toString(36);
}
Mf.prototype = b6.prototype = {
  constructor: Mf,
  get: function (e) {
    for (var t = this._; !(t in e);) if (!(e = e.parentNode)) return;
    return e[t];
  },
  set: function (e, t) {
    return e[this._] = t;
  },
  remove: function (e) {
    return this._ in e && delete e[this._];
  },
  toString: function () {
    return this._;
  },
};
function x6(e) {
  let t;
  for (; t = e.sourceEvent;) e = t;
  return e;
}
function xm(e, t) {
  if (e = x6(e), t === void 0 && (t = e.currentTarget), t) {
    var n = t.ownerSVGElement || t;
    if (n.createSVGPoint) {
      var r = n.createSVGPoint();
      return r.x = e.clientX, r.y = e.clientY, r = r.matrixTransform(t.getScreenCTM().inverse()), [r.x, r.y];
    }
    if (t.getBoundingClientRect) {
      var i = t.getBoundingClientRect();
      return [e.clientX - i.left - t.clientLeft, e.clientY - i.top - t.clientTop];
    }
  }
  return [e.pageX, e.pageY];
}
function _i(e, t, n) {
  e.prototype = t.prototype = n, n.constructor = e;
}
function xo(e, t) {
  var n = Object.create(e.prototype);
  for (var r in t) n[r] = t[r];
  return n;
}
function er() {}
var Er = .7,
  xi = 1 / Er,
  yi = "\\s*([+-]?\\d+)\\s*",
  yo = "\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)\\s*",
  Jt = "\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)%\\s*",
  _6 = /^#([0-9a-f]{3,8})$/,
  v6 = new RegExp(`^rgb\\(${yi},${yi},${yi}\\)$`),
  w6 = new RegExp(`^rgb\\(${Jt},${Jt},${Jt}\\)$`),
  M6 = new RegExp(`^rgba\\(${yi},${yi},${yi},${yo}\\)$`),
  S6 = new RegExp(`^rgba\\(${Jt},${Jt},${Jt},${yo}\\)$`),
  $6 = new RegExp(`^hsl\\(${yo},${Jt},${Jt}\\)$`),
  T6 = new RegExp(`^hsla\\(${yo},${Jt},${Jt},${yo}\\)$`),
  _m = {
    aliceblue: 15792383,
    antiquewhite: 16444375,
    aqua: 65535,
    aquamarine: 8388564,
    azure: 15794175,
    beige: 16119260,
    bisque: 16770244,
    black: 0,
    blanchedalmond: 16772045,
    blue: 255,
    blueviolet: 9055202,
    brown: 10824234,
    burlywood: 14596231,
    cadetblue: 6266528,
    chartreuse: 8388352,
    chocolate: 13789470,
    coral: 16744272,
    cornflowerblue: 6591981,
    cornsilk: 16775388,
    crimson: 14423100,
    cyan: 65535,
    darkblue: 139,
    darkcyan: 35723,
    darkgoldenrod: 12092939,
    darkgray: 11119017,
    darkgreen: 25600,
    darkgrey: 11119017,
    darkkhaki: 12433259,
    darkmagenta: 9109643,
    darkolivegreen: 5597999,
    darkorange: 16747520,
    darkorchid: 10040012,
    darkred: 9109504,
    darksalmon: 15308410,
    darkseagreen: 9419919,
    darkslateblue: 4734347,
    darkslategray: 3100495,
    darkslategrey: 3100495,
    darkturquoise: 52945,
    darkviolet: 9699539,
    deeppink: 16716947,
    deepskyblue: 49151,
    dimgray: 6908265,
    dimgrey: 6908265,
    dodgerblue: 2003199,
    firebrick: 11674146,
    floralwhite: 16775920,
    forestgreen: 2263842,
    fuchsia: 16711935,
    gainsboro: 14474460,
    ghostwhite: 16316671,
    gold: 16766720,
    goldenrod: 14329120,
    gray: 8421504,
    green: 32768,
    greenyellow: 11403055,
    grey: 8421504,
    honeydew: 15794160,
    hotpink: 16738740,
    indianred: 13458524,
    indigo: 4915330,
    ivory: 16777200,
    khaki: 15787660,
    lavender: 15132410,
    lavenderblush: 16773365,
    lawngreen: 8190976,
    lemonchiffon: 16775885,
    lightblue: 11393254,
    lightcoral: 15761536,
    lightcyan: 14745599,
    lightgoldenrodyellow: 16448210,
    lightgray: 13882323,
    lightgreen: 9498256,
    lightgrey: 13882323,
    lightpink: 16758465,
    lightsalmon: 16752762,
    lightseagreen: 2142890,
    lightskyblue: 8900346,
    lightslategray: 7833753,
    lightslategrey: 7833753,
    lightsteelblue: 11584734,
    lightyellow: 16777184,
    lime: 65280,
    limegreen: 3329330,
    linen: 16445670,
    magenta: 16711935,
    maroon: 8388608,
    mediumaquamarine: 6737322,
    mediumblue: 205,
    mediumorchid: 12211667,
    mediumpurple: 9662683,
    mediumseagreen: 3978097,
    mediumslateblue: 8087790,
    mediumspringgreen: 64154,
    mediumturquoise: 4772300,
    mediumvioletred: 13047173,
    midnightblue: 1644912,
    mintcream: 16121850,
    mistyrose: 16770273,
    moccasin: 16770229,
    navajowhite: 16768685,
    navy: 128,
    oldlace: 16643558,
    olive: 8421376,
    olivedrab: 7048739,
    orange: 16753920,
    orangered: 16729344,
    orchid: 14315734,
    palegoldenrod: 15657130,
    palegreen: 10025880,
    paleturquoise: 11529966,
    palevioletred: 14381203,
    papayawhip: 16773077,
    peachpuff: 16767673,
    peru: 13468991,
    pink: 16761035,
    plum: 14524637,
    powderblue: 11591910,
    purple: 8388736,
    rebeccapurple: 6697881,
    red: 16711680,
    rosybrown: 12357519,
    royalblue: 4286945,
    saddlebrown: 9127187,
    salmon: 16416882,
    sandybrown: 16032864,
    seagreen: 3050327,
    seashell: 16774638,
    sienna: 10506797,
    silver: 12632256,
    skyblue: 8900331,
    slateblue: 6970061,
    slategray: 7372944,
    slategrey: 7372944,
    snow: 16775930,
    springgreen: 65407,
    steelblue: 4620980,
    tan: 13808780,
    teal: 32896,
    thistle: 14204888,
    tomato: 16737095,
    turquoise: 4251856,
    violet: 15631086,
    wheat: 16113331,
    white: 16777215,
    whitesmoke: 16119285,
    yellow: 16776960,
    yellowgreen: 10145074,
  };
_i(er, vi, {
  copy(e) {
    return Object.assign(new this.constructor(), this, e);
  },
  displayable() {
    return this.rgb().displayable();
  },
  hex: vm,
  formatHex: vm,
  formatHex8: k6,
  formatHsl: A6,
  formatRgb: wm,
  toString: wm,
});
function vm() {
  return this.rgb().formatHex();
}
function k6() {
  return this.rgb().formatHex8();
}
function A6() {
  return Em(this).formatHsl();
}
function wm() {
  return this.rgb().formatRgb();
}
function vi(e) {
  var t, n;
  return e = (e + "").trim().toLowerCase(),
    (t = _6.exec(e))
      ? (n = t[1].length,
        t = parseInt(t[1], 16),
        n === 6
          ? Mm(t)
          : n === 3
          ? new De(t >> 8 & 15 | t >> 4 & 240, t >> 4 & 15 | t & 240, (t & 15) << 4 | t & 15, 1)
          : n === 8
          ? Ba(t >> 24 & 255, t >> 16 & 255, t >> 8 & 255, (t & 255) / 255)
          : n === 4
          ? Ba(
            t >> 12 & 15 | t >> 8 & 240,
            t >> 8 & 15 | t >> 4 & 240,
            t >> 4 & 15 | t & 240,
            ((t & 15) << 4 | t & 15) / 255,
          )
          : null)
      : (t = v6.exec(e))
      ? new De(t[1], t[2], t[3], 1)
      : (t = w6.exec(e))
      ? new De(t[1] * 255 / 100, t[2] * 255 / 100, t[3] * 255 / 100, 1)
      : (t = M6.exec(e))
      ? Ba(t[1], t[2], t[3], t[4])
      : (t = S6.exec(e))
      ? Ba(t[1] * 255 / 100, t[2] * 255 / 100, t[3] * 255 / 100, t[4])
      : (t = $6.exec(e))
      ? Tm(t[1], t[2] / 100, t[3] / 100, 1)
      : (t = T6.exec(e))
      ? Tm(t[1], t[2] / 100, t[3] / 100, t[4])
      : _m.hasOwnProperty(e)
      ? Mm(_m[e])
      : e === "transparent"
      ? new De(NaN, NaN, NaN, 0)
      : null;
}
function Mm(e) {
  return new De(e >> 16 & 255, e >> 8 & 255, e & 255, 1);
}
function Ba(e, t, n, r) {
  return r <= 0 && (e = t = n = NaN), new De(e, t, n, r);
}
function Nf(e) {
  return e instanceof er || (e = vi(e)), e ? (e = e.rgb(), new De(e.r, e.g, e.b, e.opacity)) : new De();
}
function jt(e, t, n, r) {
  return arguments.length === 1 ? Nf(e) : new De(e, t, n, r ?? 1);
}
function De(e, t, n, r) {
  this.r = +e, this.g = +t, this.b = +n, this.opacity = +r;
}
_i(
  De,
  jt,
  xo(er, {
    brighter(e) {
      return e = e == null ? xi : Math.pow(xi, e), new De(this.r * e, this.g * e, this.b * e, this.opacity);
    },
    darker(e) {
      return e = e == null ? Er : Math.pow(Er, e), new De(this.r * e, this.g * e, this.b * e, this.opacity);
    },
    rgb() {
      return this;
    },
    clamp() {
      return new De(Cr(this.r), Cr(this.g), Cr(this.b), Ya(this.opacity));
    },
    displayable() {
      return -.5 <= this.r && this.r < 255.5 && -.5 <= this.g && this.g < 255.5 && -.5 <= this.b && this.b < 255.5 &&
        0 <= this.opacity && this.opacity <= 1;
    },
    hex: Sm,
    formatHex: Sm,
    formatHex8: C6,
    formatRgb: $m,
    toString: $m,
  }),
);
function Sm() {
  return `#${Ar(this.r)}${Ar(this.g)}${Ar(this.b)}`;
}
function C6() {
  return `#${Ar(this.r)}${Ar(this.g)}${Ar(this.b)}${Ar((isNaN(this.opacity) ? 1 : this.opacity) * 255)}`;
}
function $m() {
  let e = Ya(this.opacity);
  return `${e === 1 ? "rgb(" : "rgba("}${Cr(this.r)}, ${Cr(this.g)}, ${Cr(this.b)}${e === 1 ? ")" : `, ${e})`}`;
}
function Ya(e) {
  return isNaN(e) ? 1 : Math.max(0, Math.min(1, e));
}
function Cr(e) {
  return Math.max(0, Math.min(255, Math.round(e) || 0));
}
function Ar(e) {
  return e = Cr(e), (e < 16 ? "0" : "") + e.toString(16);
}
function Tm(e, t, n, r) {
  return r <= 0 ? e = t = n = NaN : n <= 0 || n >= 1 ? e = t = NaN : t <= 0 && (e = NaN), new Xt(e, t, n, r);
}
function Em(e) {
  if (e instanceof Xt) return new Xt(e.h, e.s, e.l, e.opacity);
  if (e instanceof er || (e = vi(e)), !e) return new Xt();
  if (e instanceof Xt) return e;
  e = e.rgb();
  var t = e.r / 255,
    n = e.g / 255,
    r = e.b / 255,
    i = Math.min(t, n, r),
    o = Math.max(t, n, r),
    a = NaN,
    c = o - i,
    s = (o + i) / 2;
  return c
    ? (t === o ? a = (n - r) / c + (n < r) * 6 : n === o ? a = (r - t) / c + 2 : a = (t - n) / c + 4,
      c /= s < .5 ? o + i : 2 - o - i,
      a *= 60)
    : c = s > 0 && s < 1 ? 0 : a,
    new Xt(a, c, s, e.opacity);
}
function Ua(e, t, n, r) {
  return arguments.length === 1 ? Em(e) : new Xt(e, t, n, r ?? 1);
}
function Xt(e, t, n, r) {
  this.h = +e, this.s = +t, this.l = +n, this.opacity = +r;
}
_i(
  Xt,
  Ua,
  xo(er, {
    brighter(e) {
      return e = e == null ? xi : Math.pow(xi, e), new Xt(this.h, this.s, this.l * e, this.opacity);
    },
    darker(e) {
      return e = e == null ? Er : Math.pow(Er, e), new Xt(this.h, this.s, this.l * e, this.opacity);
    },
    rgb() {
      var e = this.h % 360 + (this.h < 0) * 360,
        t = isNaN(e) || isNaN(this.s) ? 0 : this.s,
        n = this.l,
        r = n + (n < .5 ? n : 1 - n) * t,
        i = 2 * n - r;
      return new De(
        $f(e >= 240 ? e - 240 : e + 120, i, r),
        $f(e, i, r),
        $f(e < 120 ? e + 240 : e - 120, i, r),
        this.opacity,
      );
    },
    clamp() {
      return new Xt(km(this.h), za(this.s), za(this.l), Ya(this.opacity));
    },
    displayable() {
      return (0 <= this.s && this.s <= 1 || isNaN(this.s)) && 0 <= this.l && this.l <= 1 && 0 <= this.opacity &&
        this.opacity <= 1;
    },
    formatHsl() {
      let e = Ya(this.opacity);
      return `${e === 1 ? "hsl(" : "hsla("}${km(this.h)}, ${za(this.s) * 100}%, ${za(this.l) * 100}%${
        e === 1 ? ")" : `, ${e})`
      }`;
    },
  }),
);
function km(e) {
  return e = (e || 0) % 360, e < 0 ? e + 360 : e;
}
function za(e) {
  return Math.max(0, Math.min(1, e || 0));
}
function $f(e, t, n) {
  return (e < 60 ? t + (n - t) * e / 60 : e < 180 ? n : e < 240 ? t + (n - t) * (240 - e) / 60 : t) * 255;
}
var Pm = Math.PI / 180,
  Rm = 180 / Math.PI,
  qa = 18,
  Im = .96422,
  Lm = 1,
  Om = .82521,
  Dm = 4 / 29,
  bi = 6 / 29,
  Fm = 3 * bi * bi,
  N6 = bi * bi * bi;
function Bm(e) {
  if (e instanceof en) return new en(e.l, e.a, e.b, e.opacity);
  if (e instanceof En) return zm(e);
  e instanceof De || (e = Nf(e));
  var t = Cf(e.r), n = Cf(e.g), r = Cf(e.b), i = Tf((.2225045 * t + .7168786 * n + .0606169 * r) / Lm), o, a;
  return t === n && n === r
    ? o = a = i
    : (o = Tf((.4360747 * t + .3850649 * n + .1430804 * r) / Im),
      a = Tf((.0139322 * t + .0971045 * n + .7141733 * r) / Om)),
    new en(116 * i - 16, 500 * (o - i), 200 * (i - a), e.opacity);
}
function Xa(e, t, n, r) {
  return arguments.length === 1 ? Bm(e) : new en(e, t, n, r ?? 1);
}
function en(e, t, n, r) {
  this.l = +e, this.a = +t, this.b = +n, this.opacity = +r;
}
_i(
  en,
  Xa,
  xo(er, {
    brighter(e) {
      return new en(this.l + qa * (e ?? 1), this.a, this.b, this.opacity);
    },
    darker(e) {
      return new en(this.l - qa * (e ?? 1), this.a, this.b, this.opacity);
    },
    rgb() {
      var e = (this.l + 16) / 116, t = isNaN(this.a) ? e : e + this.a / 500, n = isNaN(this.b) ? e : e - this.b / 200;
      return t = Im * kf(t),
        e = Lm * kf(e),
        n = Om * kf(n),
        new De(
          Af(3.1338561 * t - 1.6168667 * e - .4906146 * n),
          Af(-.9787684 * t + 1.9161415 * e + .033454 * n),
          Af(.0719453 * t - .2289914 * e + 1.4052427 * n),
          this.opacity,
        );
    },
  }),
);
function Tf(e) {
  return e > N6 ? Math.pow(e, 1 / 3) : e / Fm + Dm;
}
function kf(e) {
  return e > bi ? e * e * e : Fm * (e - Dm);
}
function Af(e) {
  return 255 * (e <= .0031308 ? 12.92 * e : 1.055 * Math.pow(e, 1 / 2.4) - .055);
}
function Cf(e) {
  return (e /= 255) <= .04045 ? e / 12.92 : Math.pow((e + .055) / 1.055, 2.4);
}
function E6(e) {
  if (e instanceof En) return new En(e.h, e.c, e.l, e.opacity);
  if (e instanceof en || (e = Bm(e)), e.a === 0 && e.b === 0) {
    return new En(NaN, 0 < e.l && e.l < 100 ? 0 : NaN, e.l, e.opacity);
  }
  var t = Math.atan2(e.b, e.a) * Rm;
  return new En(t < 0 ? t + 360 : t, Math.sqrt(e.a * e.a + e.b * e.b), e.l, e.opacity);
}
function ja(e, t, n, r) {
  return arguments.length === 1 ? E6(e) : new En(e, t, n, r ?? 1);
}
function En(e, t, n, r) {
  this.h = +e, this.c = +t, this.l = +n, this.opacity = +r;
}
function zm(e) {
  if (isNaN(e.h)) return new en(e.l, 0, 0, e.opacity);
  var t = e.h * Pm;
  return new en(e.l, Math.cos(t) * e.c, Math.sin(t) * e.c, e.opacity);
}
_i(
  En,
  ja,
  xo(er, {
    brighter(e) {
      return new En(this.h, this.c, this.l + qa * (e ?? 1), this.opacity);
    },
    darker(e) {
      return new En(this.h, this.c, this.l - qa * (e ?? 1), this.opacity);
    },
    rgb() {
      return zm(this).rgb();
    },
  }),
);
var Ym = -.14861,
  Ef = 1.78277,
  Pf = -.29227,
  Wa = -.90649,
  bo = 1.97294,
  Am = bo * Wa,
  Cm = bo * Ef,
  Nm = Ef * Pf - Wa * Ym;
function P6(e) {
  if (e instanceof Nr) return new Nr(e.h, e.s, e.l, e.opacity);
  e instanceof De || (e = Nf(e));
  var t = e.r / 255,
    n = e.g / 255,
    r = e.b / 255,
    i = (Nm * r + Am * t - Cm * n) / (Nm + Am - Cm),
    o = r - i,
    a = (bo * (n - i) - Pf * o) / Wa,
    c = Math.sqrt(a * a + o * o) / (bo * i * (1 - i)),
    s = c ? Math.atan2(a, o) * Rm - 120 : NaN;
  return new Nr(s < 0 ? s + 360 : s, c, i, e.opacity);
}
function Tt(e, t, n, r) {
  return arguments.length === 1 ? P6(e) : new Nr(e, t, n, r ?? 1);
}
function Nr(e, t, n, r) {
  this.h = +e, this.s = +t, this.l = +n, this.opacity = +r;
}
_i(
  Nr,
  Tt,
  xo(er, {
    brighter(e) {
      return e = e == null ? xi : Math.pow(xi, e), new Nr(this.h, this.s, this.l * e, this.opacity);
    },
    darker(e) {
      return e = e == null ? Er : Math.pow(Er, e), new Nr(this.h, this.s, this.l * e, this.opacity);
    },
    rgb() {
      var e = isNaN(this.h) ? 0 : (this.h + 120) * Pm,
        t = +this.l,
        n = isNaN(this.s) ? 0 : this.s * t * (1 - t),
        r = Math.cos(e),
        i = Math.sin(e);
      return new De(
        255 * (t + n * (Ym * r + Ef * i)),
        255 * (t + n * (Pf * r + Wa * i)),
        255 * (t + n * (bo * r)),
        this.opacity,
      );
    },
  }),
);
function Xm(e, t, n, r, i) {
  var o = e * e, a = o * e;
  return ((1 - 3 * e + 3 * o - a) * t + (4 - 6 * o + 3 * a) * n + (1 + 3 * e + 3 * o - 3 * a) * r + a * i) / 6;
}
function R6(e) {
  var t = e.length - 1;
  return function (n) {
    var r = n <= 0 ? n = 0 : n >= 1 ? (n = 1, t - 1) : Math.floor(n * t),
      i = e[r],
      o = e[r + 1],
      a = r > 0 ? e[r - 1] : 2 * i - o,
      c = r < t - 1 ? e[r + 2] : 2 * o - i;
    return Xm((n - r / t) * t, a, i, o, c);
  };
}
function I6(e) {
  var t = e.length;
  return function (n) {
    var r = Math.floor(((n %= 1) < 0 ? ++n : n) * t),
      i = e[(r + t - 1) % t],
      o = e[r % t],
      a = e[(r + 1) % t],
      c = e[(r + 2) % t];
    return Xm((n - r / t) * t, i, o, a, c);
  };
}
var Ga = (e) => () => e;
function jm(e, t) {
  return function (n) {
    return e + n * t;
  };
}
function L6(e, t, n) {
  return e = Math.pow(e, n), t = Math.pow(t, n) - e, n = 1 / n, function (r) {
    return Math.pow(e + r * t, n);
  };
}
function Of(e, t) {
  var n = t - e;
  return n ? jm(e, n > 180 || n < -180 ? n - 360 * Math.round(n / 360) : n) : Ga(isNaN(e) ? t : e);
}
function O6(e) {
  return (e = +e) == 1 ? Fe : function (t, n) {
    return n - t ? L6(t, n, e) : Ga(isNaN(t) ? n : t);
  };
}
function Fe(e, t) {
  var n = t - e;
  return n ? jm(e, n) : Ga(isNaN(e) ? t : e);
}
var Pr = function e(t) {
  var n = O6(t);
  function r(i, o) {
    var a = n((i = jt(i)).r, (o = jt(o)).r), c = n(i.g, o.g), s = n(i.b, o.b), f = Fe(i.opacity, o.opacity);
    return function (u) {
      return i.r = a(u), i.g = c(u), i.b = s(u), i.opacity = f(u), i + "";
    };
  }
  return r.gamma = e, r;
}(1);
function Wm(e) {
  return function (t) {
    var n = t.length, r = new Array(n), i = new Array(n), o = new Array(n), a, c;
    for (a = 0; a < n; ++a) c = jt(t[a]), r[a] = c.r || 0, i[a] = c.g || 0, o[a] = c.b || 0;
    return r = e(r), i = e(i), o = e(o), c.opacity = 1, function (s) {
      return c.r = r(s), c.g = i(s), c.b = o(s), c + "";
    };
  };
}
var Hm = Wm(R6), IS = Wm(I6);
function D6(e, t) {
  t || (t = []);
  var n = e ? Math.min(t.length, e.length) : 0, r = t.slice(), i;
  return function (o) {
    for (i = 0; i < n; ++i) r[i] = e[i] * (1 - o) + t[i] * o;
    return r;
  };
}
function F6(e) {
  return ArrayBuffer.isView(e) && !(e instanceof DataView);
}
function B6(e, t) {
  var n = t ? t.length : 0, r = e ? Math.min(n, e.length) : 0, i = new Array(r), o = new Array(n), a;
  for (a = 0; a < r; ++a) i[a] = wi(e[a], t[a]);
  for (; a < n; ++a) o[a] = t[a];
  return function (c) {
    for (a = 0; a < r; ++a) o[a] = i[a](c);
    return o;
  };
}
function z6(e, t) {
  var n = new Date();
  return e = +e, t = +t, function (r) {
    return n.setTime(e * (1 - r) + t * r), n;
  };
}
function Re(e, t) {
  return e = +e, t = +t, function (n) {
    return e * (1 - n) + t * n;
  };
}
function Y6(e, t) {
  var n = {}, r = {}, i;
  (e === null || typeof e != "object") && (e = {}), (t === null || typeof t != "object") && (t = {});
  for (i in t) i in e ? n[i] = wi(e[i], t[i]) : r[i] = t[i];
  return function (o) {
    for (i in n) r[i] = n[i](o);
    return r;
  };
}
var If = /[-+]?(?:\d+\.?\d*|\.?\d+)(?:[eE][-+]?\d+)?/g, Rf = new RegExp(If.source, "g");
function q6(e) {
  return function () {
    return e;
  };
}
function U6(e) {
  return function (t) {
    return e(t) + "";
  };
}
function X6(e, t) {
  var n = If.lastIndex = Rf.lastIndex = 0, r, i, o, a = -1, c = [], s = [];
  for (e = e + "", t = t + ""; (r = If.exec(e)) && (i = Rf.exec(t));) {
    (o = i.index) > n && (o = t.slice(n, o), c[a] ? c[a] += o : c[++a] = o),
      (r = r[0]) === (i = i[0]) ? c[a] ? c[a] += i : c[++a] = i : (c[++a] = null, s.push({ i: a, x: Re(r, i) })),
      n = Rf.lastIndex;
  }
  return n < t.length && (o = t.slice(n), c[a] ? c[a] += o : c[++a] = o),
    c.length < 2 ? s[0] ? U6(s[0].x) : q6(t) : (t = s.length, function (f) {
      for (var u = 0, d; u < t; ++u) c[(d = s[u]).i] = d.x(f);
      return c.join("");
    });
}
function wi(e, t) {
  var n = typeof t, r;
  return t == null || n === "boolean"
    ? Ga(t)
    : (n === "number"
      ? Re
      : n === "string"
      ? (r = vi(t)) ? (t = r, Pr) : X6
      : t instanceof vi
      ? Pr
      : t instanceof Date
      ? z6
      : F6(t)
      ? D6
      : Array.isArray(t)
      ? B6
      : typeof t.valueOf != "function" && typeof t.toString != "function" || isNaN(t)
      ? Y6
      : Re)(e, t);
}
function _o(e, t) {
  return e = +e, t = +t, function (n) {
    return Math.round(e * (1 - n) + t * n);
  };
}
var qm = 180 / Math.PI, Lf = { translateX: 0, translateY: 0, rotate: 0, skewX: 0, scaleX: 1, scaleY: 1 };
function Gm(e, t, n, r, i, o) {
  var a, c, s;
  return (a = Math.sqrt(e * e + t * t)) && (e /= a, t /= a),
    (s = e * n + t * r) && (n -= e * s, r -= t * s),
    (c = Math.sqrt(n * n + r * r)) && (n /= c, r /= c, s /= c),
    e * r < t * n && (e = -e, t = -t, s = -s, a = -a),
    { translateX: i, translateY: o, rotate: Math.atan2(t, e) * qm, skewX: Math.atan(s) * qm, scaleX: a, scaleY: c };
}
var Ha;
function j6(e) {
  let t = new (typeof DOMMatrix == "function" ? DOMMatrix : WebKitCSSMatrix)(e + "");
  return t.isIdentity ? Lf : Gm(t.a, t.b, t.c, t.d, t.e, t.f);
}
function W6(e) {
  return e == null ||
      (Ha || (Ha = document.createElementNS("http://www.w3.org/2000/svg", "g")),
        Ha.setAttribute("transform", e),
        !(e = Ha.transform.baseVal.consolidate()))
    ? Lf
    : (e = e.matrix, Gm(e.a, e.b, e.c, e.d, e.e, e.f));
}
function Vm(e, t, n, r) {
  function i(f) {
    return f.length ? f.pop() + " " : "";
  }
  function o(f, u, d, l, h, p) {
    if (f !== d || u !== l) {
      var m = h.push("translate(", null, t, null, n);
      p.push({ i: m - 4, x: Re(f, d) }, { i: m - 2, x: Re(u, l) });
    } else (d || l) && h.push("translate(" + d + t + l + n);
  }
  function a(f, u, d, l) {
    f !== u
      ? (f - u > 180 ? u += 360 : u - f > 180 && (f += 360),
        l.push({ i: d.push(i(d) + "rotate(", null, r) - 2, x: Re(f, u) }))
      : u && d.push(i(d) + "rotate(" + u + r);
  }
  function c(f, u, d, l) {
    f !== u ? l.push({ i: d.push(i(d) + "skewX(", null, r) - 2, x: Re(f, u) }) : u && d.push(i(d) + "skewX(" + u + r);
  }
  function s(f, u, d, l, h, p) {
    if (f !== d || u !== l) {
      var m = h.push(i(h) + "scale(", null, ",", null, ")");
      p.push({ i: m - 4, x: Re(f, d) }, { i: m - 2, x: Re(u, l) });
    } else (d !== 1 || l !== 1) && h.push(i(h) + "scale(" + d + "," + l + ")");
  }
  return function (f, u) {
    var d = [], l = [];
    return f = e(f),
      u = e(u),
      o(f.translateX, f.translateY, u.translateX, u.translateY, d, l),
      a(f.rotate, u.rotate, d, l),
      c(f.skewX, u.skewX, d, l),
      s(f.scaleX, f.scaleY, u.scaleX, u.scaleY, d, l),
      f = u = null,
      function (h) {
        for (var p = -1, m = l.length, y; ++p < m;) d[(y = l[p]).i] = y.x(h);
        return d.join("");
      };
  };
}
var LS = Vm(j6, "px, ", "px)", "deg)"), OS = Vm(W6, ", ", ")", ")"), H6 = 1e-12;
function Um(e) {
  return ((e = Math.exp(e)) + 1 / e) / 2;
}
function G6(e) {
  return ((e = Math.exp(e)) - 1 / e) / 2;
}
function V6(e) {
  return ((e = Math.exp(2 * e)) - 1) / (e + 1);
}
var DS = function e(t, n, r) {
  function i(o, a) {
    var c = o[0], s = o[1], f = o[2], u = a[0], d = a[1], l = a[2], h = u - c, p = d - s, m = h * h + p * p, y, x;
    if (m < H6) {
      x = Math.log(l / f) / t,
        y = function (w) {
          return [c + w * h, s + w * p, f * Math.exp(t * w * x)];
        };
    } else {
      var g = Math.sqrt(m),
        v = (l * l - f * f + r * m) / (2 * f * n * g),
        _ = (l * l - f * f - r * m) / (2 * l * n * g),
        $ = Math.log(Math.sqrt(v * v + 1) - v),
        M = Math.log(Math.sqrt(_ * _ + 1) - _);
      x = (M - $) / t,
        y = function (w) {
          var S = w * x, T = Um($), C = f / (n * g) * (T * V6(t * S + $) - G6($));
          return [c + C * h, s + C * p, f * T / Um(t * S + $)];
        };
    }
    return y.duration = Math.abs(x) * 1e3 * t / Math.SQRT2, y;
  }
  return i.rho = function (o) {
    var a = Math.max(.001, +o), c = a * a, s = c * c;
    return e(a, c, s);
  },
    i;
}(Math.SQRT2, 2, 4);
function Zm(e) {
  return function (t, n) {
    var r = e((t = Ua(t)).h, (n = Ua(n)).h), i = Fe(t.s, n.s), o = Fe(t.l, n.l), a = Fe(t.opacity, n.opacity);
    return function (c) {
      return t.h = r(c), t.s = i(c), t.l = o(c), t.opacity = a(c), t + "";
    };
  };
}
var Km = Zm(Of), FS = Zm(Fe);
function Qm(e, t) {
  var n = Fe((e = Xa(e)).l, (t = Xa(t)).l), r = Fe(e.a, t.a), i = Fe(e.b, t.b), o = Fe(e.opacity, t.opacity);
  return function (a) {
    return e.l = n(a), e.a = r(a), e.b = i(a), e.opacity = o(a), e + "";
  };
}
function Jm(e) {
  return function (t, n) {
    var r = e((t = ja(t)).h, (n = ja(n)).h), i = Fe(t.c, n.c), o = Fe(t.l, n.l), a = Fe(t.opacity, n.opacity);
    return function (c) {
      return t.h = r(c), t.c = i(c), t.l = o(c), t.opacity = a(c), t + "";
    };
  };
}
var e0 = Jm(Of), BS = Jm(Fe);
function t0(e) {
  return function t(n) {
    n = +n;
    function r(i, o) {
      var a = e((i = Tt(i)).h, (o = Tt(o)).h), c = Fe(i.s, o.s), s = Fe(i.l, o.l), f = Fe(i.opacity, o.opacity);
      return function (u) {
        return i.h = a(u), i.s = c(u), i.l = s(Math.pow(u, n)), i.opacity = f(u), i + "";
      };
    }
    return r.gamma = t, r;
  }(1);
}
var zS = t0(Of), Va = t0(Fe);
function tr(e, t) {
  t === void 0 && (t = e, e = wi);
  for (var n = 0, r = t.length - 1, i = t[0], o = new Array(r < 0 ? 0 : r); n < r;) o[n] = e(i, i = t[++n]);
  return function (a) {
    var c = Math.max(0, Math.min(r - 1, Math.floor(a *= r)));
    return o[c](a - c);
  };
}
function Ke(e, t) {
  for (var n = new Array(t), r = 0; r < t; ++r) n[r] = e(r / (t - 1));
  return n;
}
var vo = Math.PI, Df = 2 * vo, Rr = 1e-6, Z6 = Df - Rr;
function n0(e) {
  this._ += e[0];
  for (let t = 1, n = e.length; t < n; ++t) this._ += arguments[t] + e[t];
}
function K6(e) {
  let t = Math.floor(e);
  if (!(t >= 0)) throw new Error(`invalid digits: ${e}`);
  if (t > 15) return n0;
  let n = 10 ** t;
  return function (r) {
    this._ += r[0];
    for (let i = 1, o = r.length; i < o; ++i) this._ += Math.round(arguments[i] * n) / n + r[i];
  };
}
function r0(e, t, n, r) {
  return e === n && t === r;
}
function Q6(e) {
  let t = Math.floor(e);
  if (!(t <= 15)) return r0;
  let n = 10 ** t,
    r = function (i) {
      return Math.round(i * n);
    };
  return function (i, o, a, c) {
    return r(i) === r(a) && r(o) === r(c);
  };
}
var Ir = class {
  constructor(t) {
    this._x0 =
      this._y0 =
      this._x1 =
      this._y1 =
        null,
      this._ = "",
      this._append = t == null ? n0 : K6(t),
      this._equal = t == null ? r0 : Q6(t);
  }
  moveTo(t, n) {
    this._append`M${this._x0 = this._x1 = +t},${this._y0 = this._y1 = +n}`;
  }
  closePath() {
    this._x1 !== null && (this._x1 = this._x0, this._y1 = this._y0, this._append`Z`);
  }
  lineTo(t, n) {
    this._append`L${this._x1 = +t},${this._y1 = +n}`;
  }
  quadraticCurveTo(t, n, r, i) {
    this._append`Q${+t},${+n},${this._x1 = +r},${this._y1 = +i}`;
  }
  bezierCurveTo(t, n, r, i, o, a) {
    this._append`C${+t},${+n},${+r},${+i},${this._x1 = +o},${this._y1 = +a}`;
  }
  arcTo(t, n, r, i, o) {
    if (t = +t, n = +n, r = +r, i = +i, o = +o, o < 0) throw new Error(`negative radius: ${o}`);
    let a = this._x1, c = this._y1, s = r - t, f = i - n, u = a - t, d = c - n, l = u * u + d * d;
    if (this._x1 === null) this._append`M${this._x1 = t},${this._y1 = n}`;
    else if (l > Rr) {
      if (!(Math.abs(d * s - f * u) > Rr) || !o) this._append`L${this._x1 = t},${this._y1 = n}`;
      else {
        let h = r - a,
          p = i - c,
          m = s * s + f * f,
          y = h * h + p * p,
          x = Math.sqrt(m),
          g = Math.sqrt(l),
          v = o * Math.tan((vo - Math.acos((m + l - y) / (2 * x * g))) / 2),
          _ = v / g,
          $ = v / x;
        Math.abs(_ - 1) > Rr && this._append`L${t + _ * u},${n + _ * d}`,
          this._append`A${o},${o},0,0,${+(d * h > u * p)},${this._x1 = t + $ * s},${this._y1 = n + $ * f}`;
      }
    }
  }
  arc(t, n, r, i, o, a) {
    if (t = +t, n = +n, r = +r, a = !!a, r < 0) throw new Error(`negative radius: ${r}`);
    let c = r * Math.cos(i), s = r * Math.sin(i), f = t + c, u = n + s, d = 1 ^ a, l = a ? i - o : o - i;
    if (
      this._x1 === null
        ? this._append`M${f},${u}`
        : (Math.abs(this._x1 - f) > Rr || Math.abs(this._y1 - u) > Rr) && this._append`L${f},${u}`, !!r
    ) {
      if (l < 0 && (l = l % Df + Df), l > Z6) {
        this._append`A${r},${r},0,1,${d},${t - c},${n - s}A${r},${r},0,1,${d},${this._x1 = f},${this._y1 = u}`;
      } else if (l > Rr) {
        let h = t + r * Math.cos(o), p = n + r * Math.sin(o);
        if (l >= vo && this._equal(f, u, h, p)) {
          l /= 2;
          let m = i + l;
          this._append`A${r},${r},0,${+(l >= vo)},${d},${t + r * Math.cos(m)},${n + r * Math.sin(m)}`;
        }
        this._append`A${r},${r},0,${+(l >= vo)},${d},${this._x1 = h},${this._y1 = p}`;
      }
    }
  }
  rect(t, n, r, i) {
    this._append`M${this._x0 = this._x1 = +t},${this._y0 = this._y1 = +n}h${r = +r}v${+i}h${-r}Z`;
  }
  toString() {
    return this._;
  }
};
function J6() {
  return new Ir();
}
J6.prototype = Ir.prototype;
function tn(e = 3) {
  return new Ir(+e);
}
function e3(e) {
  return Math.abs(e = Math.round(e)) >= 1e21 ? e.toLocaleString("en").replace(/,/g, "") : e.toString(10);
}
function Ka(e, t) {
  if (!isFinite(e) || e === 0) return null;
  var n = (e = t ? e.toExponential(t - 1) : e.toExponential()).indexOf("e"), r = e.slice(0, n);
  return [r.length > 1 ? r[0] + r.slice(2) : r, +e.slice(n + 1)];
}
function Mi(e) {
  return e = Ka(Math.abs(e)), e ? e[1] : NaN;
}
function t3(e, t) {
  return function (n, r) {
    for (
      var i = n.length, o = [], a = 0, c = e[0], s = 0;
      i > 0 && c > 0 &&
      (s + c + 1 > r && (c = Math.max(1, r - s)), o.push(n.substring(i -= c, i + c)), !((s += c + 1) > r));
    ) c = e[a = (a + 1) % e.length];
    return o.reverse().join(t);
  };
}
function n3(e) {
  return function (t) {
    return t.replace(/[0-9]/g, function (n) {
      return e[+n];
    });
  };
}
var r3 = /^(?:(.)?([<>=^]))?([+\-( ])?([$#])?(0)?(\d+)?(,)?(\.\d+)?(~)?([a-z%])?$/i;
function Si(e) {
  if (!(t = r3.exec(e))) throw new Error("invalid format: " + e);
  var t;
  return new Ff({
    fill: t[1],
    align: t[2],
    sign: t[3],
    symbol: t[4],
    zero: t[5],
    width: t[6],
    comma: t[7],
    precision: t[8] && t[8].slice(1),
    trim: t[9],
    type: t[10],
  });
}
Si.prototype = Ff.prototype;
function Ff(e) {
  this.fill = e.fill === void 0 ? " " : e.fill + "",
    this.align = e.align === void 0 ? ">" : e.align + "",
    this.sign = e.sign === void 0 ? "-" : e.sign + "",
    this.symbol = e.symbol === void 0 ? "" : e.symbol + "",
    this.zero = !!e.zero,
    this.width = e.width === void 0 ? void 0 : +e.width,
    this.comma = !!e.comma,
    this.precision = e.precision === void 0 ? void 0 : +e.precision,
    this.trim = !!e.trim,
    this.type = e.type === void 0 ? "" : e.type + "";
}
Ff.prototype.toString = function () {
  return this.fill + this.align + this.sign + this.symbol + (this.zero ? "0" : "") +
    (this.width === void 0 ? "" : Math.max(1, this.width | 0)) + (this.comma ? "," : "") +
    (this.precision === void 0 ? "" : "." + Math.max(0, this.precision | 0)) + (this.trim ? "~" : "") + this.type;
};
function i3(e) {
  e: for (var t = e.length, n = 1, r = -1, i; n < t; ++n) {
    switch (e[n]) {
      case ".":
        r = i = n;
        break;
      case "0":
        r === 0 && (r = n), i = n;
        break;
      default:
        if (!+e[n]) break e;
        r > 0 && (r = 0);
        break;
    }
  }
  return r > 0 ? e.slice(0, r) + e.slice(i + 1) : e;
}
var Qa;
function o3(e, t) {
  var n = Ka(e, t);
  if (!n) return Qa = void 0, e.toPrecision(t);
  var r = n[0], i = n[1], o = i - (Qa = Math.max(-8, Math.min(8, Math.floor(i / 3))) * 3) + 1, a = r.length;
  return o === a
    ? r
    : o > a
    ? r + new Array(o - a + 1).join("0")
    : o > 0
    ? r.slice(0, o) + "." + r.slice(o)
    : "0." + new Array(1 - o).join("0") + Ka(e, Math.max(0, t + o - 1))[0];
}
function i0(e, t) {
  var n = Ka(e, t);
  if (!n) return e + "";
  var r = n[0], i = n[1];
  return i < 0
    ? "0." + new Array(-i).join("0") + r
    : r.length > i + 1
    ? r.slice(0, i + 1) + "." + r.slice(i + 1)
    : r + new Array(i - r.length + 2).join("0");
}
var o0 = {
  "%": (e, t) => (e * 100).toFixed(t),
  b: (e) => Math.round(e).toString(2),
  c: (e) => e + "",
  d: e3,
  e: (e, t) => e.toExponential(t),
  f: (e, t) => e.toFixed(t),
  g: (e, t) => e.toPrecision(t),
  o: (e) => Math.round(e).toString(8),
  p: (e, t) => i0(e * 100, t),
  r: i0,
  s: o3,
  X: (e) => Math.round(e).toString(16).toUpperCase(),
  x: (e) => Math.round(e).toString(16),
};
function a0(e) {
  return e;
}
var c0 = Array.prototype.map,
  s0 = ["y", "z", "a", "f", "p", "n", "\xB5", "m", "", "k", "M", "G", "T", "P", "E", "Z", "Y"];
function a3(e) {
  var t = e.grouping === void 0 || e.thousands === void 0 ? a0 : t3(c0.call(e.grouping, Number), e.thousands + ""),
    n = e.currency === void 0 ? "" : e.currency[0] + "",
    r = e.currency === void 0 ? "" : e.currency[1] + "",
    i = e.decimal === void 0 ? "." : e.decimal + "",
    o = e.numerals === void 0 ? a0 : n3(c0.call(e.numerals, String)),
    a = e.percent === void 0 ? "%" : e.percent + "",
    c = e.minus === void 0 ? "\u2212" : e.minus + "",
    s = e.nan === void 0 ? "NaN" : e.nan + "";
  function f(d, l) {
    d = Si(d);
    var h = d.fill,
      p = d.align,
      m = d.sign,
      y = d.symbol,
      x = d.zero,
      g = d.width,
      v = d.comma,
      _ = d.precision,
      $ = d.trim,
      M = d.type;
    M === "n" ? (v = !0, M = "g") : o0[M] || (_ === void 0 && (_ = 12), $ = !0, M = "g"),
      (x || h === "0" && p === "=") && (x = !0, h = "0", p = "=");
    var w = (l && l.prefix !== void 0 ? l.prefix : "") +
        (y === "$" ? n : y === "#" && /[boxX]/.test(M) ? "0" + M.toLowerCase() : ""),
      S = (y === "$" ? r : /[%p]/.test(M) ? a : "") + (l && l.suffix !== void 0 ? l.suffix : ""),
      T = o0[M],
      C = /[defgprs%]/.test(M);
    _ = _ === void 0 ? 6 : /[gprs]/.test(M) ? Math.max(1, Math.min(21, _)) : Math.max(0, Math.min(20, _));
    function k(N) {
      var L = w, I = S, A, D, G;
      if (M === "c") I = T(N) + I, N = "";
      else {
        N = +N;
        var X = N < 0 || 1 / N < 0;
        if (
          N = isNaN(N) ? s : T(Math.abs(N), _),
            $ && (N = i3(N)),
            X && +N == 0 && m !== "+" && (X = !1),
            L = (X ? m === "(" ? m : c : m === "-" || m === "(" ? "" : m) + L,
            I = (M === "s" && !isNaN(N) && Qa !== void 0 ? s0[8 + Qa / 3] : "") + I + (X && m === "(" ? ")" : ""),
            C
        ) {
          for (A = -1, D = N.length; ++A < D;) {
            if (G = N.charCodeAt(A), 48 > G || G > 57) {
              I = (G === 46 ? i + N.slice(A + 1) : N.slice(A)) + I, N = N.slice(0, A);
              break;
            }
          }
        }
      }
      v && !x && (N = t(N, 1 / 0));
      var R = L.length + N.length + I.length, O = R < g ? new Array(g - R + 1).join(h) : "";
      switch (v && x && (N = t(O + N, O.length ? g - I.length : 1 / 0), O = ""), p) {
        case "<":
          N = L + N + I + O;
          break;
        case "=":
          N = L + O + N + I;
          break;
        case "^":
          N = O.slice(0, R = O.length >> 1) + L + N + I + O.slice(R);
          break;
        default:
          N = O + L + N + I;
          break;
      }
      return o(N);
    }
    return k.toString = function () {
      return d + "";
    },
      k;
  }
  function u(d, l) {
    var h = Math.max(-8, Math.min(8, Math.floor(Mi(l) / 3))) * 3,
      p = Math.pow(10, -h),
      m = f((d = Si(d), d.type = "f", d), { suffix: s0[8 + h / 3] });
    return function (y) {
      return m(p * y);
    };
  }
  return { format: f, formatPrefix: u };
}
var Za, nn, Bf;
c3({ thousands: ",", grouping: [3], currency: ["$", ""] });
function c3(e) {
  return Za = a3(e), nn = Za.format, Bf = Za.formatPrefix, Za;
}
function f0(e) {
  return Math.max(0, -Mi(Math.abs(e)));
}
function u0(e, t) {
  return Math.max(0, Math.max(-8, Math.min(8, Math.floor(Mi(t) / 3))) * 3 - Mi(Math.abs(e)));
}
function l0(e, t) {
  return e = Math.abs(e), t = Math.abs(t) - e, Math.max(0, Mi(t) - Mi(e)) + 1;
}
var K = 1e-6,
  N0 = 1e-12,
  ne = Math.PI,
  Me = ne / 2,
  d0 = ne / 4,
  yt = ne * 2,
  Qe = 180 / ne,
  we = ne / 180,
  de = Math.abs,
  Ai = Math.atan,
  Rn = Math.atan2,
  ee = Math.cos;
var E0 = Math.exp;
var oc = Math.log,
  zf = Math.pow,
  Q = Math.sin,
  At = Math.sign || function (e) {
    return e > 0 ? 1 : e < 0 ? -1 : 0;
  },
  ct = Math.sqrt,
  au = Math.tan;
function P0(e) {
  return e > 1 ? 0 : e < -1 ? ne : Math.acos(e);
}
function Nt(e) {
  return e > 1 ? Me : e < -1 ? -Me : Math.asin(e);
}
function Ct() {}
function ac(e, t) {
  e && p0.hasOwnProperty(e.type) && p0[e.type](e, t);
}
var h0 = {
    Feature: function (e, t) {
      ac(e.geometry, t);
    },
    FeatureCollection: function (e, t) {
      for (var n = e.features, r = -1, i = n.length; ++r < i;) ac(n[r].geometry, t);
    },
  },
  p0 = {
    Sphere: function (e, t) {
      t.sphere();
    },
    Point: function (e, t) {
      e = e.coordinates, t.point(e[0], e[1], e[2]);
    },
    MultiPoint: function (e, t) {
      for (var n = e.coordinates, r = -1, i = n.length; ++r < i;) e = n[r], t.point(e[0], e[1], e[2]);
    },
    LineString: function (e, t) {
      jf(e.coordinates, t, 0);
    },
    MultiLineString: function (e, t) {
      for (var n = e.coordinates, r = -1, i = n.length; ++r < i;) jf(n[r], t, 0);
    },
    Polygon: function (e, t) {
      m0(e.coordinates, t);
    },
    MultiPolygon: function (e, t) {
      for (var n = e.coordinates, r = -1, i = n.length; ++r < i;) m0(n[r], t);
    },
    GeometryCollection: function (e, t) {
      for (var n = e.geometries, r = -1, i = n.length; ++r < i;) ac(n[r], t);
    },
  };
function jf(e, t, n) {
  var r = -1, i = e.length - n, o;
  for (t.lineStart(); ++r < i;) o = e[r], t.point(o[0], o[1], o[2]);
  t.lineEnd();
}
function m0(e, t) {
  var n = -1, r = e.length;
  for (t.polygonStart(); ++n < r;) jf(e[n], t, 1);
  t.polygonEnd();
}
function nr(e, t) {
  e && h0.hasOwnProperty(e.type) ? h0[e.type](e, t) : ac(e, t);
}
var jS = new Mt(), WS = new Mt();
function Wf(e) {
  return [Rn(e[1], e[0]), Nt(e[2])];
}
function Ti(e) {
  var t = e[0], n = e[1], r = ee(n);
  return [r * ee(t), r * Q(t), Q(n)];
}
function Ja(e, t) {
  return e[0] * t[0] + e[1] * t[1] + e[2] * t[2];
}
function cc(e, t) {
  return [e[1] * t[2] - e[2] * t[1], e[2] * t[0] - e[0] * t[2], e[0] * t[1] - e[1] * t[0]];
}
function Yf(e, t) {
  e[0] += t[0], e[1] += t[1], e[2] += t[2];
}
function ec(e, t) {
  return [e[0] * t, e[1] * t, e[2] * t];
}
function Hf(e) {
  var t = ct(e[0] * e[0] + e[1] * e[1] + e[2] * e[2]);
  e[0] /= t, e[1] /= t, e[2] /= t;
}
function Gf(e, t) {
  function n(r, i) {
    return r = e(r, i), t(r[0], r[1]);
  }
  return e.invert && t.invert && (n.invert = function (r, i) {
    return r = t.invert(r, i), r && e.invert(r[0], r[1]);
  }),
    n;
}
function Vf(e, t) {
  return de(e) > ne && (e -= Math.round(e / yt) * yt), [e, t];
}
Vf.invert = Vf;
function R0(e, t, n) {
  return (e %= yt) ? t || n ? Gf(y0(e), b0(t, n)) : y0(e) : t || n ? b0(t, n) : Vf;
}
function g0(e) {
  return function (t, n) {
    return t += e, de(t) > ne && (t -= Math.round(t / yt) * yt), [t, n];
  };
}
function y0(e) {
  var t = g0(e);
  return t.invert = g0(-e), t;
}
function b0(e, t) {
  var n = ee(e), r = Q(e), i = ee(t), o = Q(t);
  function a(c, s) {
    var f = ee(s), u = ee(c) * f, d = Q(c) * f, l = Q(s), h = l * n + u * r;
    return [Rn(d * i - h * o, u * n - l * r), Nt(h * i + d * o)];
  }
  return a.invert = function (c, s) {
    var f = ee(s), u = ee(c) * f, d = Q(c) * f, l = Q(s), h = l * i - d * o;
    return [Rn(d * i + l * o, u * n + h * r), Nt(h * n - u * r)];
  },
    a;
}
function s3(e) {
  e = R0(e[0] * we, e[1] * we, e.length > 2 ? e[2] * we : 0);
  function t(n) {
    return n = e(n[0] * we, n[1] * we), n[0] *= Qe, n[1] *= Qe, n;
  }
  return t.invert = function (n) {
    return n = e.invert(n[0] * we, n[1] * we), n[0] *= Qe, n[1] *= Qe, n;
  },
    t;
}
function f3(e, t, n, r, i, o) {
  if (n) {
    var a = ee(t), c = Q(t), s = r * n;
    i == null
      ? (i = t + r * yt, o = t - s / 2)
      : (i = x0(a, i), o = x0(a, o), (r > 0 ? i < o : i > o) && (i += r * yt));
    for (var f, u = i; r > 0 ? u > o : u < o; u -= s) f = Wf([a, -c * ee(u), -c * Q(u)]), e.point(f[0], f[1]);
  }
}
function x0(e, t) {
  t = Ti(t), t[0] -= e, Hf(t);
  var n = P0(-t[1]);
  return ((-t[2] < 0 ? -n : n) + yt - K) % yt;
}
function I0() {
  var e = [], t;
  return {
    point: function (n, r, i) {
      t.push([n, r, i]);
    },
    lineStart: function () {
      e.push(t = []);
    },
    lineEnd: Ct,
    rejoin: function () {
      e.length > 1 && e.push(e.pop().concat(e.shift()));
    },
    result: function () {
      var n = e;
      return e = [], t = null, n;
    },
  };
}
function ic(e, t) {
  return de(e[0] - t[0]) < K && de(e[1] - t[1]) < K;
}
function tc(e, t, n, r) {
  this.x = e, this.z = t, this.o = n, this.e = r, this.v = !1, this.n = this.p = null;
}
function L0(e, t, n, r, i) {
  var o = [], a = [], c, s;
  if (
    e.forEach(function (p) {
      if (!((m = p.length - 1) <= 0)) {
        var m, y = p[0], x = p[m], g;
        if (ic(y, x)) {
          if (!y[2] && !x[2]) {
            for (i.lineStart(), c = 0; c < m; ++c) i.point((y = p[c])[0], y[1]);
            i.lineEnd();
            return;
          }
          x[0] += 2 * K;
        }
        o.push(g = new tc(y, p, null, !0)),
          a.push(g.o = new tc(y, null, g, !1)),
          o.push(g = new tc(x, p, null, !1)),
          a.push(g.o = new tc(x, null, g, !0));
      }
    }), !!o.length
  ) {
    for (a.sort(t), _0(o), _0(a), c = 0, s = a.length; c < s; ++c) a[c].e = n = !n;
    for (var f = o[0], u, d;;) {
      for (var l = f, h = !0; l.v;) if ((l = l.n) === f) return;
      u = l.z, i.lineStart();
      do {
        if (l.v = l.o.v = !0, l.e) {
          if (h) { for (c = 0, s = u.length; c < s; ++c) i.point((d = u[c])[0], d[1]); }
          else r(l.x, l.n.x, 1, i);
          l = l.n;
        } else {
          if (h) { for (u = l.p.z, c = u.length - 1; c >= 0; --c) i.point((d = u[c])[0], d[1]); }
          else r(l.x, l.p.x, -1, i);
          l = l.p;
        }
        l = l.o, u = l.z, h = !h;
      } while (!l.v);
      i.lineEnd();
    }
  }
}
function _0(e) {
  if (t = e.length) {
    for (var t, n = 0, r = e[0], i; ++n < t;) r.n = i = e[n], i.p = r, r = i;
    r.n = i = e[0], i.p = r;
  }
}
function qf(e) {
  return de(e[0]) <= ne ? e[0] : At(e[0]) * ((de(e[0]) + ne) % yt - ne);
}
function u3(e, t) {
  var n = qf(t), r = t[1], i = Q(r), o = [Q(n), -ee(n), 0], a = 0, c = 0, s = new Mt();
  i === 1 ? r = Me + K : i === -1 && (r = -Me - K);
  for (var f = 0, u = e.length; f < u; ++f) {
    if (l = (d = e[f]).length) {
      for (
        var d, l, h = d[l - 1], p = qf(h), m = h[1] / 2 + d0, y = Q(m), x = ee(m), g = 0;
        g < l;
        ++g, p = _, y = M, x = w, h = v
      ) {
        var v = d[g],
          _ = qf(v),
          $ = v[1] / 2 + d0,
          M = Q($),
          w = ee($),
          S = _ - p,
          T = S >= 0 ? 1 : -1,
          C = T * S,
          k = C > ne,
          N = y * M;
        if (s.add(Rn(N * T * Q(C), x * w + N * ee(C))), a += k ? S + T * yt : S, k ^ p >= n ^ _ >= n) {
          var L = cc(Ti(h), Ti(v));
          Hf(L);
          var I = cc(o, L);
          Hf(I);
          var A = (k ^ S >= 0 ? -1 : 1) * Nt(I[2]);
          (r > A || r === A && (L[0] || L[1])) && (c += k ^ S >= 0 ? 1 : -1);
        }
      }
    }
  }
  return (a < -K || a < K && s < -N0) ^ c & 1;
}
function O0(e, t, n, r) {
  return function (i) {
    var o = t(i),
      a = I0(),
      c = t(a),
      s = !1,
      f,
      u,
      d,
      l = {
        point: h,
        lineStart: m,
        lineEnd: y,
        polygonStart: function () {
          l.point = x, l.lineStart = g, l.lineEnd = v, u = [], f = [];
        },
        polygonEnd: function () {
          l.point = h, l.lineStart = m, l.lineEnd = y, u = bf(u);
          var _ = u3(f, r);
          u.length
            ? (s || (i.polygonStart(), s = !0), L0(u, d3, _, n, i))
            : _ && (s || (i.polygonStart(), s = !0), i.lineStart(), n(null, null, 1, i), i.lineEnd()),
            s && (i.polygonEnd(), s = !1),
            u = f = null;
        },
        sphere: function () {
          i.polygonStart(), i.lineStart(), n(null, null, 1, i), i.lineEnd(), i.polygonEnd();
        },
      };
    function h(_, $) {
      e(_, $) && i.point(_, $);
    }
    function p(_, $) {
      o.point(_, $);
    }
    function m() {
      l.point = p, o.lineStart();
    }
    function y() {
      l.point = h, o.lineEnd();
    }
    function x(_, $) {
      d.push([_, $]), c.point(_, $);
    }
    function g() {
      c.lineStart(), d = [];
    }
    function v() {
      x(d[0][0], d[0][1]), c.lineEnd();
      var _ = c.clean(), $ = a.result(), M, w = $.length, S, T, C;
      if (d.pop(), f.push(d), d = null, !!w) {
        if (_ & 1) {
          if (T = $[0], (S = T.length - 1) > 0) {
            for (s || (i.polygonStart(), s = !0), i.lineStart(), M = 0; M < S; ++M) i.point((C = T[M])[0], C[1]);
            i.lineEnd();
          }
          return;
        }
        w > 1 && _ & 2 && $.push($.pop().concat($.shift())), u.push($.filter(l3));
      }
    }
    return l;
  };
}
function l3(e) {
  return e.length > 1;
}
function d3(e, t) {
  return ((e = e.x)[0] < 0 ? e[1] - Me - K : Me - e[1]) - ((t = t.x)[0] < 0 ? t[1] - Me - K : Me - t[1]);
}
var v0 = O0(
  function () {
    return !0;
  },
  h3,
  m3,
  [-ne, -Me],
);
function h3(e) {
  var t = NaN, n = NaN, r = NaN, i;
  return {
    lineStart: function () {
      e.lineStart(), i = 1;
    },
    point: function (o, a) {
      var c = o > 0 ? ne : -ne, s = de(o - t);
      de(s - ne) < K
        ? (e.point(t, n = (n + a) / 2 > 0 ? Me : -Me),
          e.point(r, n),
          e.lineEnd(),
          e.lineStart(),
          e.point(c, n),
          e.point(o, n),
          i = 0)
        : r !== c && s >= ne &&
          (de(t - r) < K && (t -= r * K),
            de(o - c) < K && (o -= c * K),
            n = p3(t, n, o, a),
            e.point(r, n),
            e.lineEnd(),
            e.lineStart(),
            e.point(c, n),
            i = 0),
        e.point(t = o, n = a),
        r = c;
    },
    lineEnd: function () {
      e.lineEnd(), t = n = NaN;
    },
    clean: function () {
      return 2 - i;
    },
  };
}
function p3(e, t, n, r) {
  var i, o, a = Q(e - n);
  return de(a) > K ? Ai((Q(t) * (o = ee(r)) * Q(n) - Q(r) * (i = ee(t)) * Q(e)) / (i * o * a)) : (t + r) / 2;
}
function m3(e, t, n, r) {
  var i;
  if (e == null) {
    i = n * Me,
      r.point(-ne, i),
      r.point(0, i),
      r.point(ne, i),
      r.point(ne, 0),
      r.point(ne, -i),
      r.point(0, -i),
      r.point(-ne, -i),
      r.point(-ne, 0),
      r.point(-ne, i);
  } else if (de(e[0] - t[0]) > K) {
    var o = e[0] < t[0] ? ne : -ne;
    i = n * o / 2, r.point(-o, i), r.point(0, i), r.point(o, i);
  } else r.point(t[0], t[1]);
}
function g3(e) {
  var t = ee(e), n = 2 * we, r = t > 0, i = de(t) > K;
  function o(u, d, l, h) {
    f3(h, e, n, l, u, d);
  }
  function a(u, d) {
    return ee(u) * ee(d) > t;
  }
  function c(u) {
    var d, l, h, p, m;
    return {
      lineStart: function () {
        p = h = !1, m = 1;
      },
      point: function (y, x) {
        var g = [y, x], v, _ = a(y, x), $ = r ? _ ? 0 : f(y, x) : _ ? f(y + (y < 0 ? ne : -ne), x) : 0;
        if (
          !d && (p = h = _) && u.lineStart(),
            _ !== h && (v = s(d, g), (!v || ic(d, v) || ic(g, v)) && (g[2] = 1)),
            _ !== h
        ) {
          m = 0,
            _ ? (u.lineStart(), v = s(g, d), u.point(v[0], v[1])) : (v = s(d, g), u.point(v[0], v[1], 2), u.lineEnd()),
            d = v;
        } else if (i && d && r ^ _) {
          var M;
          !($ & l) && (M = s(g, d, !0)) &&
            (m = 0,
              r
                ? (u.lineStart(), u.point(M[0][0], M[0][1]), u.point(M[1][0], M[1][1]), u.lineEnd())
                : (u.point(M[1][0], M[1][1]), u.lineEnd(), u.lineStart(), u.point(M[0][0], M[0][1], 3)));
        }
        _ && (!d || !ic(d, g)) && u.point(g[0], g[1]), d = g, h = _, l = $;
      },
      lineEnd: function () {
        h && u.lineEnd(), d = null;
      },
      clean: function () {
        return m | (p && h) << 1;
      },
    };
  }
  function s(u, d, l) {
    var h = Ti(u), p = Ti(d), m = [1, 0, 0], y = cc(h, p), x = Ja(y, y), g = y[0], v = x - g * g;
    if (!v) return !l && u;
    var _ = t * x / v, $ = -t * g / v, M = cc(m, y), w = ec(m, _), S = ec(y, $);
    Yf(w, S);
    var T = M, C = Ja(w, T), k = Ja(T, T), N = C * C - k * (Ja(w, w) - 1);
    if (!(N < 0)) {
      var L = ct(N), I = ec(T, (-C - L) / k);
      if (Yf(I, w), I = Wf(I), !l) return I;
      var A = u[0], D = d[0], G = u[1], X = d[1], R;
      D < A && (R = A, A = D, D = R);
      var O = D - A, Y = de(O - ne) < K, q = Y || O < K;
      if (
        !Y && X < G && (R = G, G = X, X = R),
          q
            ? Y ? G + X > 0 ^ I[1] < (de(I[0] - A) < K ? G : X) : G <= I[1] && I[1] <= X
            : O > ne ^ (A <= I[0] && I[0] <= D)
      ) {
        var z = ec(T, (-C + L) / k);
        return Yf(z, w), [I, Wf(z)];
      }
    }
  }
  function f(u, d) {
    var l = r ? e : ne - e, h = 0;
    return u < -l ? h |= 1 : u > l && (h |= 2), d < -l ? h |= 4 : d > l && (h |= 8), h;
  }
  return O0(a, c, o, r ? [0, -e] : [-ne, e - ne]);
}
function y3(e, t, n, r, i, o) {
  var a = e[0], c = e[1], s = t[0], f = t[1], u = 0, d = 1, l = s - a, h = f - c, p;
  if (p = n - a, !(!l && p > 0)) {
    if (p /= l, l < 0) {
      if (p < u) return;
      p < d && (d = p);
    } else if (l > 0) {
      if (p > d) return;
      p > u && (u = p);
    }
    if (p = i - a, !(!l && p < 0)) {
      if (p /= l, l < 0) {
        if (p > d) return;
        p > u && (u = p);
      } else if (l > 0) {
        if (p < u) return;
        p < d && (d = p);
      }
      if (p = r - c, !(!h && p > 0)) {
        if (p /= h, h < 0) {
          if (p < u) return;
          p < d && (d = p);
        } else if (h > 0) {
          if (p > d) return;
          p > u && (u = p);
        }
        if (p = o - c, !(!h && p < 0)) {
          if (p /= h, h < 0) {
            if (p > d) return;
            p > u && (u = p);
          } else if (h > 0) {
            if (p < u) return;
            p < d && (d = p);
          }
          return u > 0 && (e[0] = a + u * l, e[1] = c + u * h), d < 1 && (t[0] = a + d * l, t[1] = c + d * h), !0;
        }
      }
    }
  }
}
var wo = 1e9, nc = -wo;
function cu(e, t, n, r) {
  function i(f, u) {
    return e <= f && f <= n && t <= u && u <= r;
  }
  function o(f, u, d, l) {
    var h = 0, p = 0;
    if (f == null || (h = a(f, d)) !== (p = a(u, d)) || s(f, u) < 0 ^ d > 0) {
      do l.point(h === 0 || h === 3 ? e : n, h > 1 ? r : t); while ((h = (h + d + 4) % 4) !== p);
    } else l.point(u[0], u[1]);
  }
  function a(f, u) {
    return de(f[0] - e) < K
      ? u > 0 ? 0 : 3
      : de(f[0] - n) < K
      ? u > 0 ? 2 : 1
      : de(f[1] - t) < K
      ? u > 0 ? 1 : 0
      : u > 0
      ? 3
      : 2;
  }
  function c(f, u) {
    return s(f.x, u.x);
  }
  function s(f, u) {
    var d = a(f, 1), l = a(u, 1);
    return d !== l ? d - l : d === 0 ? u[1] - f[1] : d === 1 ? f[0] - u[0] : d === 2 ? f[1] - u[1] : u[0] - f[0];
  }
  return function (f) {
    var u = f,
      d = I0(),
      l,
      h,
      p,
      m,
      y,
      x,
      g,
      v,
      _,
      $,
      M,
      w = { point: S, lineStart: N, lineEnd: L, polygonStart: C, polygonEnd: k };
    function S(A, D) {
      i(A, D) && u.point(A, D);
    }
    function T() {
      for (var A = 0, D = 0, G = h.length; D < G; ++D) {
        for (var X = h[D], R = 1, O = X.length, Y = X[0], q, z, te = Y[0], re = Y[1]; R < O; ++R) {
          q = te,
            z = re,
            Y = X[R],
            te = Y[0],
            re = Y[1],
            z <= r
              ? re > r && (te - q) * (r - z) > (re - z) * (e - q) && ++A
              : re <= r && (te - q) * (r - z) < (re - z) * (e - q) && --A;
        }
      }
      return A;
    }
    function C() {
      u = d, l = [], h = [], M = !0;
    }
    function k() {
      var A = T(), D = M && A, G = (l = bf(l)).length;
      (D || G) &&
      (f.polygonStart(),
        D && (f.lineStart(), o(null, null, 1, f), f.lineEnd()),
        G && L0(l, c, A, o, f),
        f.polygonEnd()),
        u = f,
        l = h = p = null;
    }
    function N() {
      w.point = I, h && h.push(p = []), $ = !0, _ = !1, g = v = NaN;
    }
    function L() {
      l && (I(m, y), x && _ && d.rejoin(), l.push(d.result())), w.point = S, _ && u.lineEnd();
    }
    function I(A, D) {
      var G = i(A, D);
      if (h && p.push([A, D]), $) m = A, y = D, x = G, $ = !1, G && (u.lineStart(), u.point(A, D));
      else if (G && _) u.point(A, D);
      else {
        var X = [g = Math.max(nc, Math.min(wo, g)), v = Math.max(nc, Math.min(wo, v))],
          R = [A = Math.max(nc, Math.min(wo, A)), D = Math.max(nc, Math.min(wo, D))];
        y3(X, R, e, t, n, r)
          ? (_ || (u.lineStart(), u.point(X[0], X[1])), u.point(R[0], R[1]), G || u.lineEnd(), M = !1)
          : G && (u.lineStart(), u.point(A, D), M = !1);
      }
      g = A, v = D, _ = G;
    }
    return w;
  };
}
var Zf = (e) => e,
  Uf = new Mt(),
  Kf = new Mt(),
  D0,
  F0,
  Qf,
  Jf,
  Pn = {
    point: Ct,
    lineStart: Ct,
    lineEnd: Ct,
    polygonStart: function () {
      Pn.lineStart = b3, Pn.lineEnd = _3;
    },
    polygonEnd: function () {
      Pn.lineStart = Pn.lineEnd = Pn.point = Ct, Uf.add(de(Kf)), Kf = new Mt();
    },
    result: function () {
      var e = Uf / 2;
      return Uf = new Mt(), e;
    },
  };
function b3() {
  Pn.point = x3;
}
function x3(e, t) {
  Pn.point = B0, D0 = Qf = e, F0 = Jf = t;
}
function B0(e, t) {
  Kf.add(Jf * e - Qf * t), Qf = e, Jf = t;
}
function _3() {
  B0(D0, F0);
}
var ki = 1 / 0,
  sc = ki,
  Eo = -ki,
  fc = Eo,
  uc = {
    point: v3,
    lineStart: Ct,
    lineEnd: Ct,
    polygonStart: Ct,
    polygonEnd: Ct,
    result: function () {
      var e = [[ki, sc], [Eo, fc]];
      return Eo = fc = -(sc = ki = 1 / 0), e;
    },
  };
function v3(e, t) {
  e < ki && (ki = e), e > Eo && (Eo = e), t < sc && (sc = t), t > fc && (fc = t);
}
var eu = 0,
  tu = 0,
  Mo = 0,
  lc = 0,
  dc = 0,
  $i = 0,
  nu = 0,
  ru = 0,
  So = 0,
  z0,
  Y0,
  rn,
  on,
  kt = {
    point: Lr,
    lineStart: w0,
    lineEnd: M0,
    polygonStart: function () {
      kt.lineStart = S3, kt.lineEnd = $3;
    },
    polygonEnd: function () {
      kt.point = Lr, kt.lineStart = w0, kt.lineEnd = M0;
    },
    result: function () {
      var e = So ? [nu / So, ru / So] : $i ? [lc / $i, dc / $i] : Mo ? [eu / Mo, tu / Mo] : [NaN, NaN];
      return eu =
        tu =
        Mo =
        lc =
        dc =
        $i =
        nu =
        ru =
        So =
          0,
        e;
    },
  };
function Lr(e, t) {
  eu += e, tu += t, ++Mo;
}
function w0() {
  kt.point = w3;
}
function w3(e, t) {
  kt.point = M3, Lr(rn = e, on = t);
}
function M3(e, t) {
  var n = e - rn, r = t - on, i = ct(n * n + r * r);
  lc += i * (rn + e) / 2, dc += i * (on + t) / 2, $i += i, Lr(rn = e, on = t);
}
function M0() {
  kt.point = Lr;
}
function S3() {
  kt.point = T3;
}
function $3() {
  q0(z0, Y0);
}
function T3(e, t) {
  kt.point = q0, Lr(z0 = rn = e, Y0 = on = t);
}
function q0(e, t) {
  var n = e - rn, r = t - on, i = ct(n * n + r * r);
  lc += i * (rn + e) / 2,
    dc += i * (on + t) / 2,
    $i += i,
    i = on * e - rn * t,
    nu += i * (rn + e),
    ru += i * (on + t),
    So += i * 3,
    Lr(rn = e, on = t);
}
function U0(e) {
  this._context = e;
}
U0.prototype = {
  _radius: 4.5,
  pointRadius: function (e) {
    return this._radius = e, this;
  },
  polygonStart: function () {
    this._line = 0;
  },
  polygonEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    this._point = 0;
  },
  lineEnd: function () {
    this._line === 0 && this._context.closePath(), this._point = NaN;
  },
  point: function (e, t) {
    switch (this._point) {
      case 0: {
        this._context.moveTo(e, t), this._point = 1;
        break;
      }
      case 1: {
        this._context.lineTo(e, t);
        break;
      }
      default: {
        this._context.moveTo(e + this._radius, t), this._context.arc(e, t, this._radius, 0, yt);
        break;
      }
    }
  },
  result: Ct,
};
var iu = new Mt(),
  Xf,
  X0,
  j0,
  $o,
  To,
  Po = {
    point: Ct,
    lineStart: function () {
      Po.point = k3;
    },
    lineEnd: function () {
      Xf && W0(X0, j0), Po.point = Ct;
    },
    polygonStart: function () {
      Xf = !0;
    },
    polygonEnd: function () {
      Xf = null;
    },
    result: function () {
      var e = +iu;
      return iu = new Mt(), e;
    },
  };
function k3(e, t) {
  Po.point = W0, X0 = $o = e, j0 = To = t;
}
function W0(e, t) {
  $o -= e, To -= t, iu.add(ct($o * $o + To * To)), $o = e, To = t;
}
var S0,
  hc,
  $0,
  T0,
  pc = class {
    constructor(t) {
      this._append = t == null ? H0 : A3(t), this._radius = 4.5, this._ = "";
    }
    pointRadius(t) {
      return this._radius = +t, this;
    }
    polygonStart() {
      this._line = 0;
    }
    polygonEnd() {
      this._line = NaN;
    }
    lineStart() {
      this._point = 0;
    }
    lineEnd() {
      this._line === 0 && (this._ += "Z"), this._point = NaN;
    }
    point(t, n) {
      switch (this._point) {
        case 0: {
          this._append`M${t},${n}`, this._point = 1;
          break;
        }
        case 1: {
          this._append`L${t},${n}`;
          break;
        }
        default: {
          if (this._append`M${t},${n}`, this._radius !== $0 || this._append !== hc) {
            let r = this._radius, i = this._;
            this._ = "",
              this._append`m0,${r}a${r},${r} 0 1,1 0,${-2 * r}a${r},${r} 0 1,1 0,${2 * r}z`,
              $0 = r,
              hc = this._append,
              T0 = this._,
              this._ = i;
          }
          this._ += T0;
          break;
        }
      }
    }
    result() {
      let t = this._;
      return this._ = "", t.length ? t : null;
    }
  };
function H0(e) {
  let t = 1;
  this._ += e[0];
  for (let n = e.length; t < n; ++t) this._ += arguments[t] + e[t];
}
function A3(e) {
  let t = Math.floor(e);
  if (!(t >= 0)) throw new RangeError(`invalid digits: ${e}`);
  if (t > 15) return H0;
  if (t !== S0) {
    let n = 10 ** t;
    S0 = t,
      hc = function (i) {
        let o = 1;
        this._ += i[0];
        for (let a = i.length; o < a; ++o) this._ += Math.round(arguments[o] * n) / n + i[o];
      };
  }
  return hc;
}
function Io(e, t) {
  let n = 3, r = 4.5, i, o;
  function a(c) {
    return c && (typeof r == "function" && o.pointRadius(+r.apply(this, arguments)), nr(c, i(o))), o.result();
  }
  return a.area = function (c) {
    return nr(c, i(Pn)), Pn.result();
  },
    a.measure = function (c) {
      return nr(c, i(Po)), Po.result();
    },
    a.bounds = function (c) {
      return nr(c, i(uc)), uc.result();
    },
    a.centroid = function (c) {
      return nr(c, i(kt)), kt.result();
    },
    a.projection = function (c) {
      return arguments.length ? (i = c == null ? (e = null, Zf) : (e = c).stream, a) : e;
    },
    a.context = function (c) {
      return arguments.length
        ? (o = c == null ? (t = null, new pc(n)) : new U0(t = c), typeof r != "function" && o.pointRadius(r), a)
        : t;
    },
    a.pointRadius = function (c) {
      return arguments.length ? (r = typeof c == "function" ? c : (o.pointRadius(+c), +c), a) : r;
    },
    a.digits = function (c) {
      if (!arguments.length) return n;
      if (c == null) n = null;
      else {
        let s = Math.floor(c);
        if (!(s >= 0)) throw new RangeError(`invalid digits: ${c}`);
        n = s;
      }
      return t === null && (o = new pc(n)), a;
    },
    a.projection(e).digits(n).context(t);
}
function Lo(e) {
  return { stream: yc(e) };
}
function yc(e) {
  return function (t) {
    var n = new ou();
    for (var r in e) n[r] = e[r];
    return n.stream = t, n;
  };
}
function ou() {}
ou.prototype = {
  constructor: ou,
  point: function (e, t) {
    this.stream.point(e, t);
  },
  sphere: function () {
    this.stream.sphere();
  },
  lineStart: function () {
    this.stream.lineStart();
  },
  lineEnd: function () {
    this.stream.lineEnd();
  },
  polygonStart: function () {
    this.stream.polygonStart();
  },
  polygonEnd: function () {
    this.stream.polygonEnd();
  },
};
function su(e, t, n) {
  var r = e.clipExtent && e.clipExtent();
  return e.scale(150).translate([0, 0]),
    r != null && e.clipExtent(null),
    nr(n, e.stream(uc)),
    t(uc.result()),
    r != null && e.clipExtent(r),
    e;
}
function fu(e, t, n) {
  return su(e, function (r) {
    var i = t[1][0] - t[0][0],
      o = t[1][1] - t[0][1],
      a = Math.min(i / (r[1][0] - r[0][0]), o / (r[1][1] - r[0][1])),
      c = +t[0][0] + (i - a * (r[1][0] + r[0][0])) / 2,
      s = +t[0][1] + (o - a * (r[1][1] + r[0][1])) / 2;
    e.scale(150 * a).translate([c, s]);
  }, n);
}
function G0(e, t, n) {
  return fu(e, [[0, 0], t], n);
}
function V0(e, t, n) {
  return su(e, function (r) {
    var i = +t, o = i / (r[1][0] - r[0][0]), a = (i - o * (r[1][0] + r[0][0])) / 2, c = -o * r[0][1];
    e.scale(150 * o).translate([a, c]);
  }, n);
}
function Z0(e, t, n) {
  return su(e, function (r) {
    var i = +t, o = i / (r[1][1] - r[0][1]), a = -o * r[0][0], c = (i - o * (r[1][1] + r[0][1])) / 2;
    e.scale(150 * o).translate([a, c]);
  }, n);
}
var k0 = 16, C3 = ee(30 * we);
function A0(e, t) {
  return +t ? E3(e, t) : N3(e);
}
function N3(e) {
  return yc({
    point: function (t, n) {
      t = e(t, n), this.stream.point(t[0], t[1]);
    },
  });
}
function E3(e, t) {
  function n(r, i, o, a, c, s, f, u, d, l, h, p, m, y) {
    var x = f - r, g = u - i, v = x * x + g * g;
    if (v > 4 * t && m--) {
      var _ = a + l,
        $ = c + h,
        M = s + p,
        w = ct(_ * _ + $ * $ + M * M),
        S = Nt(M /= w),
        T = de(de(M) - 1) < K || de(o - d) < K ? (o + d) / 2 : Rn($, _),
        C = e(T, S),
        k = C[0],
        N = C[1],
        L = k - r,
        I = N - i,
        A = g * L - x * I;
      (A * A / v > t || de((x * L + g * I) / v - .5) > .3 || a * l + c * h + s * p < C3) &&
        (n(r, i, o, a, c, s, k, N, T, _ /= w, $ /= w, M, m, y),
          y.point(k, N),
          n(k, N, T, _, $, M, f, u, d, l, h, p, m, y));
    }
  }
  return function (r) {
    var i,
      o,
      a,
      c,
      s,
      f,
      u,
      d,
      l,
      h,
      p,
      m,
      y = {
        point: x,
        lineStart: g,
        lineEnd: _,
        polygonStart: function () {
          r.polygonStart(), y.lineStart = $;
        },
        polygonEnd: function () {
          r.polygonEnd(), y.lineStart = g;
        },
      };
    function x(S, T) {
      S = e(S, T), r.point(S[0], S[1]);
    }
    function g() {
      d = NaN, y.point = v, r.lineStart();
    }
    function v(S, T) {
      var C = Ti([S, T]), k = e(S, T);
      n(d, l, u, h, p, m, d = k[0], l = k[1], u = S, h = C[0], p = C[1], m = C[2], k0, r), r.point(d, l);
    }
    function _() {
      y.point = x, r.lineEnd();
    }
    function $() {
      g(), y.point = M, y.lineEnd = w;
    }
    function M(S, T) {
      v(i = S, T), o = d, a = l, c = h, s = p, f = m, y.point = v;
    }
    function w() {
      n(d, l, u, h, p, m, o, a, i, c, s, f, k0, r), y.lineEnd = _, _();
    }
    return y;
  };
}
var P3 = yc({
  point: function (e, t) {
    this.stream.point(e * we, t * we);
  },
});
function R3(e) {
  return yc({
    point: function (t, n) {
      var r = e(t, n);
      return this.stream.point(r[0], r[1]);
    },
  });
}
function I3(e, t, n, r, i) {
  function o(a, c) {
    return a *= r, c *= i, [t + e * a, n - e * c];
  }
  return o.invert = function (a, c) {
    return [(a - t) / e * r, (n - c) / e * i];
  },
    o;
}
function C0(e, t, n, r, i, o) {
  if (!o) return I3(e, t, n, r, i);
  var a = ee(o), c = Q(o), s = a * e, f = c * e, u = a / e, d = c / e, l = (c * n - a * t) / e, h = (c * t + a * n) / e;
  function p(m, y) {
    return m *= r, y *= i, [s * m - f * y + t, n - f * m - s * y];
  }
  return p.invert = function (m, y) {
    return [r * (u * m - d * y + l), i * (h - d * m - u * y)];
  },
    p;
}
function rr(e) {
  return K0(function () {
    return e;
  })();
}
function K0(e) {
  var t,
    n = 150,
    r = 480,
    i = 250,
    o = 0,
    a = 0,
    c = 0,
    s = 0,
    f = 0,
    u,
    d = 0,
    l = 1,
    h = 1,
    p = null,
    m = v0,
    y = null,
    x,
    g,
    v,
    _ = Zf,
    $ = .5,
    M,
    w,
    S,
    T,
    C;
  function k(A) {
    return S(A[0] * we, A[1] * we);
  }
  function N(A) {
    return A = S.invert(A[0], A[1]), A && [A[0] * Qe, A[1] * Qe];
  }
  k.stream = function (A) {
    return T && C === A ? T : T = P3(R3(u)(m(M(_(C = A)))));
  },
    k.preclip = function (A) {
      return arguments.length ? (m = A, p = void 0, I()) : m;
    },
    k.postclip = function (A) {
      return arguments.length
        ? (_ = A,
          y =
            x =
            g =
            v =
              null,
          I())
        : _;
    },
    k.clipAngle = function (A) {
      return arguments.length ? (m = +A ? g3(p = A * we) : (p = null, v0), I()) : p * Qe;
    },
    k.clipExtent = function (A) {
      return arguments.length
        ? (_ = A == null
          ? (y =
            x =
            g =
            v =
              null,
            Zf)
          : cu(y = +A[0][0], x = +A[0][1], g = +A[1][0], v = +A[1][1]),
          I())
        : y == null
        ? null
        : [[y, x], [g, v]];
    },
    k.scale = function (A) {
      return arguments.length ? (n = +A, L()) : n;
    },
    k.translate = function (A) {
      return arguments.length ? (r = +A[0], i = +A[1], L()) : [r, i];
    },
    k.center = function (A) {
      return arguments.length ? (o = A[0] % 360 * we, a = A[1] % 360 * we, L()) : [o * Qe, a * Qe];
    },
    k.rotate = function (A) {
      return arguments.length
        ? (c = A[0] % 360 * we, s = A[1] % 360 * we, f = A.length > 2 ? A[2] % 360 * we : 0, L())
        : [c * Qe, s * Qe, f * Qe];
    },
    k.angle = function (A) {
      return arguments.length ? (d = A % 360 * we, L()) : d * Qe;
    },
    k.reflectX = function (A) {
      return arguments.length ? (l = A ? -1 : 1, L()) : l < 0;
    },
    k.reflectY = function (A) {
      return arguments.length ? (h = A ? -1 : 1, L()) : h < 0;
    },
    k.precision = function (A) {
      return arguments.length ? (M = A0(w, $ = A * A), I()) : ct($);
    },
    k.fitExtent = function (A, D) {
      return fu(k, A, D);
    },
    k.fitSize = function (A, D) {
      return G0(k, A, D);
    },
    k.fitWidth = function (A, D) {
      return V0(k, A, D);
    },
    k.fitHeight = function (A, D) {
      return Z0(k, A, D);
    };
  function L() {
    var A = C0(n, 0, 0, l, h, d).apply(null, t(o, a)), D = C0(n, r - A[0], i - A[1], l, h, d);
    return u = R0(c, s, f), w = Gf(t, D), S = Gf(u, w), M = A0(w, $), I();
  }
  function I() {
    return T = C = null, k;
  }
  return function () {
    return t = e.apply(this, arguments), k.invert = t.invert && N, L();
  };
}
function uu(e) {
  var t = 0, n = ne / 3, r = K0(e), i = r(t, n);
  return i.parallels = function (o) {
    return arguments.length ? r(t = o[0] * we, n = o[1] * we) : [t * Qe, n * Qe];
  },
    i;
}
function L3(e) {
  var t = ee(e);
  function n(r, i) {
    return [r * t, Q(i) / t];
  }
  return n.invert = function (r, i) {
    return [r / t, Nt(i * t)];
  },
    n;
}
function O3(e, t) {
  var n = Q(e), r = (n + Q(t)) / 2;
  if (de(r) < K) return L3(e);
  var i = 1 + n * (2 * r - n), o = ct(i) / r;
  function a(c, s) {
    var f = ct(i - 2 * r * Q(s)) / r;
    return [f * Q(c *= r), o - f * ee(c)];
  }
  return a.invert = function (c, s) {
    var f = o - s, u = Rn(c, de(f)) * At(f);
    return f * r < 0 && (u -= ne * At(c) * At(f)), [u / r, Nt((i - (c * c + f * f) * r * r) / (2 * r))];
  },
    a;
}
function Ro() {
  return uu(O3).scale(155.424).center([0, 33.6442]);
}
function lu() {
  return Ro().parallels([29.5, 45.5]).scale(1070).translate([480, 250]).rotate([96, 0]).center([-.6, 38.7]);
}
function D3(e) {
  var t = e.length;
  return {
    point: function (n, r) {
      for (var i = -1; ++i < t;) e[i].point(n, r);
    },
    sphere: function () {
      for (var n = -1; ++n < t;) e[n].sphere();
    },
    lineStart: function () {
      for (var n = -1; ++n < t;) e[n].lineStart();
    },
    lineEnd: function () {
      for (var n = -1; ++n < t;) e[n].lineEnd();
    },
    polygonStart: function () {
      for (var n = -1; ++n < t;) e[n].polygonStart();
    },
    polygonEnd: function () {
      for (var n = -1; ++n < t;) e[n].polygonEnd();
    },
  };
}
function Q0() {
  var e,
    t,
    n = lu(),
    r,
    i = Ro().rotate([154, 0]).center([-2, 58.5]).parallels([55, 65]),
    o,
    a = Ro().rotate([157, 0]).center([-3, 19.9]).parallels([8, 18]),
    c,
    s,
    f = {
      point: function (l, h) {
        s = [l, h];
      },
    };
  function u(l) {
    var h = l[0], p = l[1];
    return s = null, r.point(h, p), s || (o.point(h, p), s) || (c.point(h, p), s);
  }
  u.invert = function (l) {
    var h = n.scale(), p = n.translate(), m = (l[0] - p[0]) / h, y = (l[1] - p[1]) / h;
    return (y >= .12 && y < .234 && m >= -.425 && m < -.214
      ? i
      : y >= .166 && y < .234 && m >= -.214 && m < -.115
      ? a
      : n).invert(l);
  },
    u.stream = function (l) {
      return e && t === l ? e : e = D3([n.stream(t = l), i.stream(l), a.stream(l)]);
    },
    u.precision = function (l) {
      return arguments.length ? (n.precision(l), i.precision(l), a.precision(l), d()) : n.precision();
    },
    u.scale = function (l) {
      return arguments.length ? (n.scale(l), i.scale(l * .35), a.scale(l), u.translate(n.translate())) : n.scale();
    },
    u.translate = function (l) {
      if (!arguments.length) return n.translate();
      var h = n.scale(), p = +l[0], m = +l[1];
      return r = n.translate(l).clipExtent([[p - .455 * h, m - .238 * h], [p + .455 * h, m + .238 * h]]).stream(f),
        o = i.translate([p - .307 * h, m + .201 * h]).clipExtent([[p - .425 * h + K, m + .12 * h + K], [
          p - .214 * h - K,
          m + .234 * h - K,
        ]]).stream(f),
        c = a.translate([p - .205 * h, m + .212 * h]).clipExtent([[p - .214 * h + K, m + .166 * h + K], [
          p - .115 * h - K,
          m + .234 * h - K,
        ]]).stream(f),
        d();
    },
    u.fitExtent = function (l, h) {
      return fu(u, l, h);
    },
    u.fitSize = function (l, h) {
      return G0(u, l, h);
    },
    u.fitWidth = function (l, h) {
      return V0(u, l, h);
    },
    u.fitHeight = function (l, h) {
      return Z0(u, l, h);
    };
  function d() {
    return e = t = null, u;
  }
  return u.scale(1070);
}
function J0(e) {
  return function (t, n) {
    var r = ee(t), i = ee(n), o = e(r * i);
    return o === 1 / 0 ? [2, 0] : [o * i * Q(t), o * Q(n)];
  };
}
function Oo(e) {
  return function (t, n) {
    var r = ct(t * t + n * n), i = e(r), o = Q(i), a = ee(i);
    return [Rn(t * o, r * a), Nt(r && n * o / r)];
  };
}
var eg = J0(function (e) {
  return ct(2 / (1 + e));
});
eg.invert = Oo(function (e) {
  return 2 * Nt(e / 2);
});
function tg() {
  return rr(eg).scale(124.75).clipAngle(180 - .001);
}
var ng = J0(function (e) {
  return (e = P0(e)) && e / Q(e);
});
ng.invert = Oo(function (e) {
  return e;
});
function rg() {
  return rr(ng).scale(79.4188).clipAngle(180 - .001);
}
function bc(e, t) {
  return [e, oc(au((Me + t) / 2))];
}
bc.invert = function (e, t) {
  return [e, 2 * Ai(E0(t)) - Me];
};
function ig() {
  return og(bc).scale(961 / yt);
}
function og(e) {
  var t = rr(e), n = t.center, r = t.scale, i = t.translate, o = t.clipExtent, a = null, c, s, f;
  t.scale = function (d) {
    return arguments.length ? (r(d), u()) : r();
  },
    t.translate = function (d) {
      return arguments.length ? (i(d), u()) : i();
    },
    t.center = function (d) {
      return arguments.length ? (n(d), u()) : n();
    },
    t.clipExtent = function (d) {
      return arguments.length
        ? (d == null
          ? a =
            c =
            s =
            f =
              null
          : (a = +d[0][0], c = +d[0][1], s = +d[1][0], f = +d[1][1]),
          u())
        : a == null
        ? null
        : [[a, c], [s, f]];
    };
  function u() {
    var d = ne * r(), l = t(s3(t.rotate()).invert([0, 0]));
    return o(
      a == null
        ? [[l[0] - d, l[1] - d], [l[0] + d, l[1] + d]]
        : e === bc
        ? [[Math.max(l[0] - d, a), c], [Math.min(l[0] + d, s), f]]
        : [[a, Math.max(l[1] - d, c)], [s, Math.min(l[1] + d, f)]],
    );
  }
  return u();
}
function rc(e) {
  return au((Me + e) / 2);
}
function F3(e, t) {
  var n = ee(e), r = e === t ? Q(e) : oc(n / ee(t)) / oc(rc(t) / rc(e)), i = n * zf(rc(e), r) / r;
  if (!r) return bc;
  function o(a, c) {
    i > 0 ? c < -Me + K && (c = -Me + K) : c > Me - K && (c = Me - K);
    var s = i / zf(rc(c), r);
    return [s * Q(r * a), i - s * ee(r * a)];
  }
  return o.invert = function (a, c) {
    var s = i - c, f = At(r) * ct(a * a + s * s), u = Rn(a, de(s)) * At(s);
    return s * r < 0 && (u -= ne * At(a) * At(s)), [u / r, 2 * Ai(zf(i / f, 1 / r)) - Me];
  },
    o;
}
function ag() {
  return uu(F3).scale(109.5).parallels([30, 30]);
}
function mc(e, t) {
  return [e, t];
}
mc.invert = mc;
function cg() {
  return rr(mc).scale(152.63);
}
function B3(e, t) {
  var n = ee(e), r = e === t ? Q(e) : (n - ee(t)) / (t - e), i = n / r + e;
  if (de(r) < K) return mc;
  function o(a, c) {
    var s = i - c, f = r * a;
    return [s * Q(f), i - s * ee(f)];
  }
  return o.invert = function (a, c) {
    var s = i - c, f = Rn(a, de(s)) * At(s);
    return s * r < 0 && (f -= ne * At(a) * At(s)), [f / r, i - At(r) * ct(a * a + s * s)];
  },
    o;
}
function sg() {
  return uu(B3).scale(131.154).center([0, 13.9389]);
}
var ko = 1.340264, Ao = -.081106, Co = 893e-6, No = .003796, gc = ct(3) / 2, z3 = 12;
function fg(e, t) {
  var n = Nt(gc * Q(t)), r = n * n, i = r * r * r;
  return [e * ee(n) / (gc * (ko + 3 * Ao * r + i * (7 * Co + 9 * No * r))), n * (ko + Ao * r + i * (Co + No * r))];
}
fg.invert = function (e, t) {
  for (
    var n = t, r = n * n, i = r * r * r, o = 0, a, c, s;
    o < z3 &&
    (c = n * (ko + Ao * r + i * (Co + No * r)) - t,
      s = ko + 3 * Ao * r + i * (7 * Co + 9 * No * r),
      n -= a = c / s,
      r = n * n,
      i = r * r * r,
      !(de(a) < N0));
    ++o
  );
  return [gc * e * (ko + 3 * Ao * r + i * (7 * Co + 9 * No * r)) / ee(n), Nt(Q(n) / gc)];
};
function ug() {
  return rr(fg).scale(177.158);
}
function lg(e, t) {
  var n = ee(t), r = ee(e) * n;
  return [n * Q(e) / r, Q(t) / r];
}
lg.invert = Oo(Ai);
function dg() {
  return rr(lg).scale(144.049).clipAngle(60);
}
function Y3(e, t) {
  var n = t * t, r = n * n;
  return [
    e * (.8707 - .131979 * n + r * (-.013791 + r * (.003971 * n - .001529 * r))),
    t * (1.007226 + n * (.015085 + r * (-.044475 + .028874 * n - .005916 * r))),
  ];
}
Y3.invert = function (e, t) {
  var n = t, r = 25, i;
  do {
    var o = n * n, a = o * o;
    n -= i = (n * (1.007226 + o * (.015085 + a * (-.044475 + .028874 * o - .005916 * a))) - t) /
      (1.007226 + o * (.015085 * 3 + a * (-.044475 * 7 + .028874 * 9 * o - .005916 * 11 * a)));
  } while (de(i) > K && --r > 0);
  return [e / (.8707 + (o = n * n) * (-.131979 + o * (-.013791 + o * o * o * (.003971 - .001529 * o)))), n];
};
function hg(e, t) {
  return [ee(t) * Q(e), Q(t)];
}
hg.invert = Oo(Nt);
function pg() {
  return rr(hg).scale(249.5).clipAngle(90 + K);
}
function mg(e, t) {
  var n = ee(t), r = 1 + ee(e) * n;
  return [n * Q(e) / r, Q(t) / r];
}
mg.invert = Oo(function (e) {
  return 2 * Ai(e);
});
function gg() {
  return rr(mg).scale(250).clipAngle(142);
}
function yg(e, t) {
  return [oc(au((Me + t) / 2)), -e];
}
yg.invert = function (e, t) {
  return [-t, 2 * Ai(E0(e)) - Me];
};
function bg() {
  var e = og(yg), t = e.center, n = e.rotate;
  return e.center = function (r) {
    return arguments.length ? t([-r[1], r[0]]) : (r = t(), [r[1], -r[0]]);
  },
    e.rotate = function (r) {
      return arguments.length ? n([r[0], r[1], r.length > 2 ? r[2] + 90 : 90]) : (r = n(), [r[0], r[1], r[2] - 90]);
    },
    n([0, 0, 90]).scale(159.155);
}
var du = new Date(), hu = new Date();
function Ie(e, t, n, r) {
  function i(o) {
    return e(o = arguments.length === 0 ? new Date() : new Date(+o)), o;
  }
  return i.floor = (o) => (e(o = new Date(+o)), o),
    i.ceil = (o) => (e(o = new Date(o - 1)), t(o, 1), e(o), o),
    i.round = (o) => {
      let a = i(o), c = i.ceil(o);
      return o - a < c - o ? a : c;
    },
    i.offset = (o, a) => (t(o = new Date(+o), a == null ? 1 : Math.floor(a)), o),
    i.range = (o, a, c) => {
      let s = [];
      if (o = i.ceil(o), c = c == null ? 1 : Math.floor(c), !(o < a) || !(c > 0)) return s;
      let f;
      do s.push(f = new Date(+o)), t(o, c), e(o); while (f < o && o < a);
      return s;
    },
    i.filter = (o) =>
      Ie((a) => {
        if (a >= a) { for (; e(a), !o(a);) a.setTime(a - 1); }
      }, (a, c) => {
        if (a >= a) {
          if (c < 0) { for (; ++c <= 0;) for (; t(a, -1), !o(a);); }
          else for (; --c >= 0;) for (; t(a, 1), !o(a););
        }
      }),
    n &&
    (i.count = (o, a) => (du.setTime(+o), hu.setTime(+a), e(du), e(hu), Math.floor(n(du, hu))),
      i.every = (o) => (o = Math.floor(o),
        !isFinite(o) || !(o > 0) ? null : o > 1
          ? i.filter(
            r ? (a) => r(a) % o === 0 : (a) => i.count(0, a) % o === 0,
          )
          : i)),
    i;
}
var xc = Ie(() => {}, (e, t) => {
  e.setTime(+e + t);
}, (e, t) => t - e);
xc.every = (e) => (e = Math.floor(e),
  !isFinite(e) || !(e > 0) ? null : e > 1
    ? Ie((t) => {
      t.setTime(Math.floor(t / e) * e);
    }, (t, n) => {
      t.setTime(+t + n * e);
    }, (t, n) => (n - t) / e)
    : xc);
var VS = xc.range,
  In = 1e3,
  Et = In * 60,
  Ln = Et * 60,
  On = Ln * 24,
  mu = On * 7,
  xg = On * 30,
  pu = On * 365,
  Je = Ie(
    (e) => {
      e.setTime(e - e.getMilliseconds());
    },
    (e, t) => {
      e.setTime(+e + t * In);
    },
    (e, t) => (t - e) / In,
    (e) => e.getUTCSeconds(),
  ),
  ZS = Je.range,
  Or = Ie(
    (e) => {
      e.setTime(e - e.getMilliseconds() - e.getSeconds() * In);
    },
    (e, t) => {
      e.setTime(+e + t * Et);
    },
    (e, t) => (t - e) / Et,
    (e) => e.getMinutes(),
  ),
  KS = Or.range,
  Dr = Ie(
    (e) => {
      e.setUTCSeconds(0, 0);
    },
    (e, t) => {
      e.setTime(+e + t * Et);
    },
    (e, t) => (t - e) / Et,
    (e) => e.getUTCMinutes(),
  ),
  QS = Dr.range,
  Fr = Ie(
    (e) => {
      e.setTime(e - e.getMilliseconds() - e.getSeconds() * In - e.getMinutes() * Et);
    },
    (e, t) => {
      e.setTime(+e + t * Ln);
    },
    (e, t) => (t - e) / Ln,
    (e) => e.getHours(),
  ),
  JS = Fr.range,
  Br = Ie(
    (e) => {
      e.setUTCMinutes(0, 0, 0);
    },
    (e, t) => {
      e.setTime(+e + t * Ln);
    },
    (e, t) => (t - e) / Ln,
    (e) => e.getUTCHours(),
  ),
  e$ = Br.range,
  an = Ie(
    (e) => e.setHours(0, 0, 0, 0),
    (e, t) => e.setDate(e.getDate() + t),
    (e, t) => (t - e - (t.getTimezoneOffset() - e.getTimezoneOffset()) * Et) / On,
    (e) => e.getDate() - 1,
  ),
  t$ = an.range,
  Ci = Ie(
    (e) => {
      e.setUTCHours(0, 0, 0, 0);
    },
    (e, t) => {
      e.setUTCDate(e.getUTCDate() + t);
    },
    (e, t) => (t - e) / On,
    (e) => e.getUTCDate() - 1,
  ),
  n$ = Ci.range,
  Do = Ie(
    (e) => {
      e.setUTCHours(0, 0, 0, 0);
    },
    (e, t) => {
      e.setUTCDate(e.getUTCDate() + t);
    },
    (e, t) => (t - e) / On,
    (e) => Math.floor(e / On),
  ),
  r$ = Do.range;
function zr(e) {
  return Ie((t) => {
    t.setDate(t.getDate() - (t.getDay() + 7 - e) % 7), t.setHours(0, 0, 0, 0);
  }, (t, n) => {
    t.setDate(t.getDate() + n * 7);
  }, (t, n) => (n - t - (n.getTimezoneOffset() - t.getTimezoneOffset()) * Et) / mu);
}
var cn = zr(0),
  Yr = zr(1),
  gu = zr(2),
  yu = zr(3),
  Dn = zr(4),
  bu = zr(5),
  xu = zr(6),
  i$ = cn.range,
  o$ = Yr.range,
  a$ = gu.range,
  c$ = yu.range,
  s$ = Dn.range,
  f$ = bu.range,
  u$ = xu.range;
function qr(e) {
  return Ie((t) => {
    t.setUTCDate(t.getUTCDate() - (t.getUTCDay() + 7 - e) % 7), t.setUTCHours(0, 0, 0, 0);
  }, (t, n) => {
    t.setUTCDate(t.getUTCDate() + n * 7);
  }, (t, n) => (n - t) / mu);
}
var sn = qr(0),
  Ur = qr(1),
  _u = qr(2),
  vu = qr(3),
  Fn = qr(4),
  wu = qr(5),
  Mu = qr(6),
  l$ = sn.range,
  d$ = Ur.range,
  h$ = _u.range,
  p$ = vu.range,
  m$ = Fn.range,
  g$ = wu.range,
  y$ = Mu.range,
  Xr = Ie(
    (e) => {
      e.setDate(1), e.setHours(0, 0, 0, 0);
    },
    (e, t) => {
      e.setMonth(e.getMonth() + t);
    },
    (e, t) => t.getMonth() - e.getMonth() + (t.getFullYear() - e.getFullYear()) * 12,
    (e) => e.getMonth(),
  ),
  b$ = Xr.range,
  jr = Ie(
    (e) => {
      e.setUTCDate(1), e.setUTCHours(0, 0, 0, 0);
    },
    (e, t) => {
      e.setUTCMonth(e.getUTCMonth() + t);
    },
    (e, t) => t.getUTCMonth() - e.getUTCMonth() + (t.getUTCFullYear() - e.getUTCFullYear()) * 12,
    (e) => e.getUTCMonth(),
  ),
  x$ = jr.range,
  st = Ie(
    (e) => {
      e.setMonth(0, 1), e.setHours(0, 0, 0, 0);
    },
    (e, t) => {
      e.setFullYear(e.getFullYear() + t);
    },
    (e, t) => t.getFullYear() - e.getFullYear(),
    (e) => e.getFullYear(),
  );
st.every = (e) =>
  !isFinite(e = Math.floor(e)) || !(e > 0) ? null : Ie((t) => {
    t.setFullYear(Math.floor(t.getFullYear() / e) * e), t.setMonth(0, 1), t.setHours(0, 0, 0, 0);
  }, (t, n) => {
    t.setFullYear(t.getFullYear() + n * e);
  });
var _$ = st.range,
  ft = Ie(
    (e) => {
      e.setUTCMonth(0, 1), e.setUTCHours(0, 0, 0, 0);
    },
    (e, t) => {
      e.setUTCFullYear(e.getUTCFullYear() + t);
    },
    (e, t) => t.getUTCFullYear() - e.getUTCFullYear(),
    (e) => e.getUTCFullYear(),
  );
ft.every = (e) =>
  !isFinite(e = Math.floor(e)) || !(e > 0) ? null : Ie((t) => {
    t.setUTCFullYear(Math.floor(t.getUTCFullYear() / e) * e), t.setUTCMonth(0, 1), t.setUTCHours(0, 0, 0, 0);
  }, (t, n) => {
    t.setUTCFullYear(t.getUTCFullYear() + n * e);
  });
var v$ = ft.range;
function _g(e, t, n, r, i, o) {
  let a = [
    [Je, 1, In],
    [Je, 5, 5 * In],
    [Je, 15, 15 * In],
    [Je, 30, 30 * In],
    [o, 1, Et],
    [o, 5, 5 * Et],
    [o, 15, 15 * Et],
    [o, 30, 30 * Et],
    [i, 1, Ln],
    [i, 3, 3 * Ln],
    [i, 6, 6 * Ln],
    [i, 12, 12 * Ln],
    [r, 1, On],
    [r, 2, 2 * On],
    [n, 1, mu],
    [t, 1, xg],
    [t, 3, 3 * xg],
    [e, 1, pu],
  ];
  function c(f, u, d) {
    let l = u < f;
    l && ([f, u] = [u, f]);
    let h = d && typeof d.range == "function" ? d : s(f, u, d), p = h ? h.range(f, +u + 1) : [];
    return l ? p.reverse() : p;
  }
  function s(f, u, d) {
    let l = Math.abs(u - f) / d, h = di(([, , y]) => y).right(a, l);
    if (h === a.length) return e.every(mo(f / pu, u / pu, d));
    if (h === 0) return xc.every(Math.max(mo(f, u, d), 1));
    let [p, m] = a[l / a[h - 1][2] < a[h][2] / l ? h - 1 : h];
    return p.every(m);
  }
  return [c, s];
}
var [vg, _c] = _g(ft, jr, sn, Do, Br, Dr), [wg, Mg] = _g(st, Xr, cn, an, Fr, Or);
function Su(e) {
  if (0 <= e.y && e.y < 100) {
    var t = new Date(-1, e.m, e.d, e.H, e.M, e.S, e.L);
    return t.setFullYear(e.y), t;
  }
  return new Date(e.y, e.m, e.d, e.H, e.M, e.S, e.L);
}
function $u(e) {
  if (0 <= e.y && e.y < 100) {
    var t = new Date(Date.UTC(-1, e.m, e.d, e.H, e.M, e.S, e.L));
    return t.setUTCFullYear(e.y), t;
  }
  return new Date(Date.UTC(e.y, e.m, e.d, e.H, e.M, e.S, e.L));
}
function Fo(e, t, n) {
  return { y: e, m: t, d: n, H: 0, M: 0, S: 0, L: 0 };
}
function q3(e) {
  var t = e.dateTime,
    n = e.date,
    r = e.time,
    i = e.periods,
    o = e.days,
    a = e.shortDays,
    c = e.months,
    s = e.shortMonths,
    f = Bo(i),
    u = zo(i),
    d = Bo(o),
    l = zo(o),
    h = Bo(a),
    p = zo(a),
    m = Bo(c),
    y = zo(c),
    x = Bo(s),
    g = zo(s),
    v = {
      a: G,
      A: X,
      b: R,
      B: O,
      c: null,
      d: Cg,
      e: Cg,
      f: l5,
      g: v5,
      G: M5,
      H: s5,
      I: f5,
      j: u5,
      L: Ig,
      m: d5,
      M: h5,
      p: Y,
      q,
      Q: Pg,
      s: Rg,
      S: p5,
      u: m5,
      U: g5,
      V: y5,
      w: b5,
      W: x5,
      x: null,
      X: null,
      y: _5,
      Y: w5,
      Z: S5,
      "%": Eg,
    },
    _ = {
      a: z,
      A: te,
      b: re,
      B: oe,
      c: null,
      d: Ng,
      e: Ng,
      f: A5,
      g: F5,
      G: z5,
      H: $5,
      I: T5,
      j: k5,
      L: Og,
      m: C5,
      M: N5,
      p: B,
      q: Z,
      Q: Pg,
      s: Rg,
      S: E5,
      u: P5,
      U: R5,
      V: I5,
      w: L5,
      W: O5,
      x: null,
      X: null,
      y: D5,
      Y: B5,
      Z: Y5,
      "%": Eg,
    },
    $ = {
      a: C,
      A: k,
      b: N,
      B: L,
      c: I,
      d: kg,
      e: kg,
      f: i5,
      g: Tg,
      G: $g,
      H: Ag,
      I: Ag,
      j: e5,
      L: r5,
      m: J3,
      M: t5,
      p: T,
      q: Q3,
      Q: a5,
      s: c5,
      S: n5,
      u: H3,
      U: G3,
      V: V3,
      w: W3,
      W: Z3,
      x: A,
      X: D,
      y: Tg,
      Y: $g,
      Z: K3,
      "%": o5,
    };
  v.x = M(n, v), v.X = M(r, v), v.c = M(t, v), _.x = M(n, _), _.X = M(r, _), _.c = M(t, _);
  function M(P, F) {
    return function (U) {
      var E = [], ae = -1, W = 0, fe = P.length, xe, We, Vn;
      for (U instanceof Date || (U = new Date(+U)); ++ae < fe;) {
        P.charCodeAt(ae) === 37 &&
          (E.push(P.slice(W, ae)),
            (We = Sg[xe = P.charAt(++ae)]) != null ? xe = P.charAt(++ae) : We = xe === "e" ? " " : "0",
            (Vn = F[xe]) && (xe = Vn(U, We)),
            E.push(xe),
            W = ae + 1);
      }
      return E.push(P.slice(W, ae)), E.join("");
    };
  }
  function w(P, F) {
    return function (U) {
      var E = Fo(1900, void 0, 1), ae = S(E, P, U += "", 0), W, fe;
      if (ae != U.length) return null;
      if ("Q" in E) return new Date(E.Q);
      if ("s" in E) return new Date(E.s * 1e3 + ("L" in E ? E.L : 0));
      if (
        F && !("Z" in E) && (E.Z = 0),
          "p" in E && (E.H = E.H % 12 + E.p * 12),
          E.m === void 0 && (E.m = "q" in E ? E.q : 0),
          "V" in E
      ) {
        if (E.V < 1 || E.V > 53) return null;
        "w" in E || (E.w = 1),
          "Z" in E
            ? (W = $u(Fo(E.y, 0, 1)),
              fe = W.getUTCDay(),
              W = fe > 4 || fe === 0 ? Ur.ceil(W) : Ur(W),
              W = Ci.offset(W, (E.V - 1) * 7),
              E.y = W.getUTCFullYear(),
              E.m = W.getUTCMonth(),
              E.d = W.getUTCDate() + (E.w + 6) % 7)
            : (W = Su(Fo(E.y, 0, 1)),
              fe = W.getDay(),
              W = fe > 4 || fe === 0 ? Yr.ceil(W) : Yr(W),
              W = an.offset(W, (E.V - 1) * 7),
              E.y = W.getFullYear(),
              E.m = W.getMonth(),
              E.d = W.getDate() + (E.w + 6) % 7);
      } else {("W" in E || "U" in E) &&
          ("w" in E || (E.w = "u" in E ? E.u % 7 : "W" in E ? 1 : 0),
            fe = "Z" in E ? $u(Fo(E.y, 0, 1)).getUTCDay() : Su(Fo(E.y, 0, 1)).getDay(),
            E.m = 0,
            E.d = "W" in E ? (E.w + 6) % 7 + E.W * 7 - (fe + 5) % 7 : E.w + E.U * 7 - (fe + 6) % 7);}
      return "Z" in E ? (E.H += E.Z / 100 | 0, E.M += E.Z % 100, $u(E)) : Su(E);
    };
  }
  function S(P, F, U, E) {
    for (var ae = 0, W = F.length, fe = U.length, xe, We; ae < W;) {
      if (E >= fe) return -1;
      if (xe = F.charCodeAt(ae++), xe === 37) {
        if (xe = F.charAt(ae++), We = $[xe in Sg ? F.charAt(ae++) : xe], !We || (E = We(P, U, E)) < 0) {
          return -1;
        }
      } else if (xe != U.charCodeAt(E++)) return -1;
    }
    return E;
  }
  function T(P, F, U) {
    var E = f.exec(F.slice(U));
    return E ? (P.p = u.get(E[0].toLowerCase()), U + E[0].length) : -1;
  }
  function C(P, F, U) {
    var E = h.exec(F.slice(U));
    return E ? (P.w = p.get(E[0].toLowerCase()), U + E[0].length) : -1;
  }
  function k(P, F, U) {
    var E = d.exec(F.slice(U));
    return E ? (P.w = l.get(E[0].toLowerCase()), U + E[0].length) : -1;
  }
  function N(P, F, U) {
    var E = x.exec(F.slice(U));
    return E ? (P.m = g.get(E[0].toLowerCase()), U + E[0].length) : -1;
  }
  function L(P, F, U) {
    var E = m.exec(F.slice(U));
    return E ? (P.m = y.get(E[0].toLowerCase()), U + E[0].length) : -1;
  }
  function I(P, F, U) {
    return S(P, t, F, U);
  }
  function A(P, F, U) {
    return S(P, n, F, U);
  }
  function D(P, F, U) {
    return S(P, r, F, U);
  }
  function G(P) {
    return a[P.getDay()];
  }
  function X(P) {
    return o[P.getDay()];
  }
  function R(P) {
    return s[P.getMonth()];
  }
  function O(P) {
    return c[P.getMonth()];
  }
  function Y(P) {
    return i[+(P.getHours() >= 12)];
  }
  function q(P) {
    return 1 + ~~(P.getMonth() / 3);
  }
  function z(P) {
    return a[P.getUTCDay()];
  }
  function te(P) {
    return o[P.getUTCDay()];
  }
  function re(P) {
    return s[P.getUTCMonth()];
  }
  function oe(P) {
    return c[P.getUTCMonth()];
  }
  function B(P) {
    return i[+(P.getUTCHours() >= 12)];
  }
  function Z(P) {
    return 1 + ~~(P.getUTCMonth() / 3);
  }
  return {
    format: function (P) {
      var F = M(P += "", v);
      return F.toString = function () {
        return P;
      },
        F;
    },
    parse: function (P) {
      var F = w(P += "", !1);
      return F.toString = function () {
        return P;
      },
        F;
    },
    utcFormat: function (P) {
      var F = M(P += "", _);
      return F.toString = function () {
        return P;
      },
        F;
    },
    utcParse: function (P) {
      var F = w(P += "", !0);
      return F.toString = function () {
        return P;
      },
        F;
    },
  };
}
var Sg = { "-": "", _: " ", 0: "0" }, Be = /^\s*\d+/, U3 = /^%/, X3 = /[\\^$*+?|[\]().{}]/g;
function se(e, t, n) {
  var r = e < 0 ? "-" : "", i = (r ? -e : e) + "", o = i.length;
  return r + (o < n ? new Array(n - o + 1).join(t) + i : i);
}
function j3(e) {
  return e.replace(X3, "\\$&");
}
function Bo(e) {
  return new RegExp("^(?:" + e.map(j3).join("|") + ")", "i");
}
function zo(e) {
  return new Map(e.map((t, n) => [t.toLowerCase(), n]));
}
function W3(e, t, n) {
  var r = Be.exec(t.slice(n, n + 1));
  return r ? (e.w = +r[0], n + r[0].length) : -1;
}
function H3(e, t, n) {
  var r = Be.exec(t.slice(n, n + 1));
  return r ? (e.u = +r[0], n + r[0].length) : -1;
}
function G3(e, t, n) {
  var r = Be.exec(t.slice(n, n + 2));
  return r ? (e.U = +r[0], n + r[0].length) : -1;
}
function V3(e, t, n) {
  var r = Be.exec(t.slice(n, n + 2));
  return r ? (e.V = +r[0], n + r[0].length) : -1;
}
function Z3(e, t, n) {
  var r = Be.exec(t.slice(n, n + 2));
  return r ? (e.W = +r[0], n + r[0].length) : -1;
}
function $g(e, t, n) {
  var r = Be.exec(t.slice(n, n + 4));
  return r ? (e.y = +r[0], n + r[0].length) : -1;
}
function Tg(e, t, n) {
  var r = Be.exec(t.slice(n, n + 2));
  return r ? (e.y = +r[0] + (+r[0] > 68 ? 1900 : 2e3), n + r[0].length) : -1;
}
function K3(e, t, n) {
  var r = /^(Z)|([+-]\d\d)(?::?(\d\d))?/.exec(t.slice(n, n + 6));
  return r ? (e.Z = r[1] ? 0 : -(r[2] + (r[3] || "00")), n + r[0].length) : -1;
}
function Q3(e, t, n) {
  var r = Be.exec(t.slice(n, n + 1));
  return r ? (e.q = r[0] * 3 - 3, n + r[0].length) : -1;
}
function J3(e, t, n) {
  var r = Be.exec(t.slice(n, n + 2));
  return r ? (e.m = r[0] - 1, n + r[0].length) : -1;
}
function kg(e, t, n) {
  var r = Be.exec(t.slice(n, n + 2));
  return r ? (e.d = +r[0], n + r[0].length) : -1;
}
function e5(e, t, n) {
  var r = Be.exec(t.slice(n, n + 3));
  return r ? (e.m = 0, e.d = +r[0], n + r[0].length) : -1;
}
function Ag(e, t, n) {
  var r = Be.exec(t.slice(n, n + 2));
  return r ? (e.H = +r[0], n + r[0].length) : -1;
}
function t5(e, t, n) {
  var r = Be.exec(t.slice(n, n + 2));
  return r ? (e.M = +r[0], n + r[0].length) : -1;
}
function n5(e, t, n) {
  var r = Be.exec(t.slice(n, n + 2));
  return r ? (e.S = +r[0], n + r[0].length) : -1;
}
function r5(e, t, n) {
  var r = Be.exec(t.slice(n, n + 3));
  return r ? (e.L = +r[0], n + r[0].length) : -1;
}
function i5(e, t, n) {
  var r = Be.exec(t.slice(n, n + 6));
  return r ? (e.L = Math.floor(r[0] / 1e3), n + r[0].length) : -1;
}
function o5(e, t, n) {
  var r = U3.exec(t.slice(n, n + 1));
  return r ? n + r[0].length : -1;
}
function a5(e, t, n) {
  var r = Be.exec(t.slice(n));
  return r ? (e.Q = +r[0], n + r[0].length) : -1;
}
function c5(e, t, n) {
  var r = Be.exec(t.slice(n));
  return r ? (e.s = +r[0], n + r[0].length) : -1;
}
function Cg(e, t) {
  return se(e.getDate(), t, 2);
}
function s5(e, t) {
  return se(e.getHours(), t, 2);
}
function f5(e, t) {
  return se(e.getHours() % 12 || 12, t, 2);
}
function u5(e, t) {
  return se(1 + an.count(st(e), e), t, 3);
}
function Ig(e, t) {
  return se(e.getMilliseconds(), t, 3);
}
function l5(e, t) {
  return Ig(e, t) + "000";
}
function d5(e, t) {
  return se(e.getMonth() + 1, t, 2);
}
function h5(e, t) {
  return se(e.getMinutes(), t, 2);
}
function p5(e, t) {
  return se(e.getSeconds(), t, 2);
}
function m5(e) {
  var t = e.getDay();
  return t === 0 ? 7 : t;
}
function g5(e, t) {
  return se(cn.count(st(e) - 1, e), t, 2);
}
function Lg(e) {
  var t = e.getDay();
  return t >= 4 || t === 0 ? Dn(e) : Dn.ceil(e);
}
function y5(e, t) {
  return e = Lg(e), se(Dn.count(st(e), e) + (st(e).getDay() === 4), t, 2);
}
function b5(e) {
  return e.getDay();
}
function x5(e, t) {
  return se(Yr.count(st(e) - 1, e), t, 2);
}
function _5(e, t) {
  return se(e.getFullYear() % 100, t, 2);
}
function v5(e, t) {
  return e = Lg(e), se(e.getFullYear() % 100, t, 2);
}
function w5(e, t) {
  return se(e.getFullYear() % 1e4, t, 4);
}
function M5(e, t) {
  var n = e.getDay();
  return e = n >= 4 || n === 0 ? Dn(e) : Dn.ceil(e), se(e.getFullYear() % 1e4, t, 4);
}
function S5(e) {
  var t = e.getTimezoneOffset();
  return (t > 0 ? "-" : (t *= -1, "+")) + se(t / 60 | 0, "0", 2) + se(t % 60, "0", 2);
}
function Ng(e, t) {
  return se(e.getUTCDate(), t, 2);
}
function $5(e, t) {
  return se(e.getUTCHours(), t, 2);
}
function T5(e, t) {
  return se(e.getUTCHours() % 12 || 12, t, 2);
}
function k5(e, t) {
  return se(1 + Ci.count(ft(e), e), t, 3);
}
function Og(e, t) {
  return se(e.getUTCMilliseconds(), t, 3);
}
function A5(e, t) {
  return Og(e, t) + "000";
}
function C5(e, t) {
  return se(e.getUTCMonth() + 1, t, 2);
}
function N5(e, t) {
  return se(e.getUTCMinutes(), t, 2);
}
function E5(e, t) {
  return se(e.getUTCSeconds(), t, 2);
}
function P5(e) {
  var t = e.getUTCDay();
  return t === 0 ? 7 : t;
}
function R5(e, t) {
  return se(sn.count(ft(e) - 1, e), t, 2);
}
function Dg(e) {
  var t = e.getUTCDay();
  return t >= 4 || t === 0 ? Fn(e) : Fn.ceil(e);
}
function I5(e, t) {
  return e = Dg(e), se(Fn.count(ft(e), e) + (ft(e).getUTCDay() === 4), t, 2);
}
function L5(e) {
  return e.getUTCDay();
}
function O5(e, t) {
  return se(Ur.count(ft(e) - 1, e), t, 2);
}
function D5(e, t) {
  return se(e.getUTCFullYear() % 100, t, 2);
}
function F5(e, t) {
  return e = Dg(e), se(e.getUTCFullYear() % 100, t, 2);
}
function B5(e, t) {
  return se(e.getUTCFullYear() % 1e4, t, 4);
}
function z5(e, t) {
  var n = e.getUTCDay();
  return e = n >= 4 || n === 0 ? Fn(e) : Fn.ceil(e), se(e.getUTCFullYear() % 1e4, t, 4);
}
function Y5() {
  return "+0000";
}
function Eg() {
  return "%";
}
function Pg(e) {
  return +e;
}
function Rg(e) {
  return Math.floor(+e / 1e3);
}
var Ni, Yo, q5, fn, Fg;
U5({
  dateTime: "%x, %X",
  date: "%-m/%-d/%Y",
  time: "%-I:%M:%S %p",
  periods: ["AM", "PM"],
  days: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
  shortDays: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
  months: [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
  ],
  shortMonths: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
});
function U5(e) {
  return Ni = q3(e), Yo = Ni.format, q5 = Ni.parse, fn = Ni.utcFormat, Fg = Ni.utcParse, Ni;
}
var Bg = "%Y-%m-%dT%H:%M:%S.%LZ";
function X5(e) {
  return e.toISOString();
}
var S$ = Date.prototype.toISOString ? X5 : fn(Bg);
function j5(e) {
  var t = new Date(e);
  return isNaN(t) ? null : t;
}
var $$ = +new Date("2000-01-01T00:00:00.000Z") ? j5 : Fg(Bg);
function un(e, t) {
  switch (arguments.length) {
    case 0:
      break;
    case 1:
      this.range(e);
      break;
    default:
      this.range(t).domain(e);
      break;
  }
  return this;
}
function wc(e, t) {
  switch (arguments.length) {
    case 0:
      break;
    case 1: {
      typeof e == "function" ? this.interpolator(e) : this.range(e);
      break;
    }
    default: {
      this.domain(e), typeof t == "function" ? this.interpolator(t) : this.range(t);
      break;
    }
  }
  return this;
}
var vc = Symbol("implicit");
function Mc() {
  var e = new St(), t = [], n = [], r = vc;
  function i(o) {
    let a = e.get(o);
    if (a === void 0) {
      if (r !== vc) return r;
      e.set(o, a = t.push(o) - 1);
    }
    return n[a % n.length];
  }
  return i.domain = function (o) {
    if (!arguments.length) return t.slice();
    t = [], e = new St();
    for (let a of o) e.has(a) || e.set(a, t.push(a) - 1);
    return i;
  },
    i.range = function (o) {
      return arguments.length ? (n = Array.from(o), i) : n.slice();
    },
    i.unknown = function (o) {
      return arguments.length ? (r = o, i) : r;
    },
    i.copy = function () {
      return Mc(t, n).unknown(r);
    },
    un.apply(i, arguments),
    i;
}
function Ei() {
  var e = Mc().unknown(void 0), t = e.domain, n = e.range, r = 0, i = 1, o, a, c = !1, s = 0, f = 0, u = .5;
  delete e.unknown;
  function d() {
    var l = t().length, h = i < r, p = h ? i : r, m = h ? r : i;
    o = (m - p) / Math.max(1, l - s + f * 2),
      c && (o = Math.floor(o)),
      p += (m - p - o * (l - s)) * u,
      a = o * (1 - s),
      c && (p = Math.round(p), a = Math.round(a));
    var y = pi(l).map(function (x) {
      return p + o * x;
    });
    return n(h ? y.reverse() : y);
  }
  return e.domain = function (l) {
    return arguments.length ? (t(l), d()) : t();
  },
    e.range = function (l) {
      return arguments.length ? ([r, i] = l, r = +r, i = +i, d()) : [r, i];
    },
    e.rangeRound = function (l) {
      return [r, i] = l, r = +r, i = +i, c = !0, d();
    },
    e.bandwidth = function () {
      return a;
    },
    e.step = function () {
      return o;
    },
    e.round = function (l) {
      return arguments.length ? (c = !!l, d()) : c;
    },
    e.padding = function (l) {
      return arguments.length ? (s = Math.min(1, f = +l), d()) : s;
    },
    e.paddingInner = function (l) {
      return arguments.length ? (s = Math.min(1, l), d()) : s;
    },
    e.paddingOuter = function (l) {
      return arguments.length ? (f = +l, d()) : f;
    },
    e.align = function (l) {
      return arguments.length ? (u = Math.max(0, Math.min(1, l)), d()) : u;
    },
    e.copy = function () {
      return Ei(t(), [r, i]).round(c).paddingInner(s).paddingOuter(f).align(u);
    },
    un.apply(d(), arguments);
}
function Hg(e) {
  var t = e.copy;
  return e.padding = e.paddingOuter,
    delete e.paddingInner,
    delete e.paddingOuter,
    e.copy = function () {
      return Hg(t());
    },
    e;
}
function Gg() {
  return Hg(Ei.apply(null, arguments).paddingInner(1));
}
function W5(e) {
  return function () {
    return e;
  };
}
function Tu(e) {
  return +e;
}
var zg = [0, 1];
function Pt(e) {
  return e;
}
function ku(e, t) {
  return (t -= e = +e)
    ? function (n) {
      return (n - e) / t;
    }
    : W5(isNaN(t) ? NaN : .5);
}
function H5(e, t) {
  var n;
  return e > t && (n = e, e = t, t = n), function (r) {
    return Math.max(e, Math.min(t, r));
  };
}
function G5(e, t, n) {
  var r = e[0], i = e[1], o = t[0], a = t[1];
  return i < r ? (r = ku(i, r), o = n(a, o)) : (r = ku(r, i), o = n(o, a)), function (c) {
    return o(r(c));
  };
}
function V5(e, t, n) {
  var r = Math.min(e.length, t.length) - 1, i = new Array(r), o = new Array(r), a = -1;
  for (e[r] < e[0] && (e = e.slice().reverse(), t = t.slice().reverse()); ++a < r;) {
    i[a] = ku(e[a], e[a + 1]), o[a] = n(t[a], t[a + 1]);
  }
  return function (c) {
    var s = hi(e, c, 1, r) - 1;
    return o[s](i[s](c));
  };
}
function qo(e, t) {
  return t.domain(e.domain()).range(e.range()).interpolate(e.interpolate()).clamp(e.clamp()).unknown(e.unknown());
}
function Sc() {
  var e = zg, t = zg, n = wi, r, i, o, a = Pt, c, s, f;
  function u() {
    var l = Math.min(e.length, t.length);
    return a !== Pt && (a = H5(e[0], e[l - 1])), c = l > 2 ? V5 : G5, s = f = null, d;
  }
  function d(l) {
    return l == null || isNaN(l = +l) ? o : (s || (s = c(e.map(r), t, n)))(r(a(l)));
  }
  return d.invert = function (l) {
    return a(i((f || (f = c(t, e.map(r), Re)))(l)));
  },
    d.domain = function (l) {
      return arguments.length ? (e = Array.from(l, Tu), u()) : e.slice();
    },
    d.range = function (l) {
      return arguments.length ? (t = Array.from(l), u()) : t.slice();
    },
    d.rangeRound = function (l) {
      return t = Array.from(l), n = _o, u();
    },
    d.clamp = function (l) {
      return arguments.length ? (a = l ? !0 : Pt, u()) : a !== Pt;
    },
    d.interpolate = function (l) {
      return arguments.length ? (n = l, u()) : n;
    },
    d.unknown = function (l) {
      return arguments.length ? (o = l, d) : o;
    },
    function (l, h) {
      return r = l, i = h, u();
    };
}
function Vg() {
  return Sc()(Pt, Pt);
}
function Z5(e, t, n, r) {
  var i = mo(e, t, n), o;
  switch (r = Si(r ?? ",f"), r.type) {
    case "s": {
      var a = Math.max(Math.abs(e), Math.abs(t));
      return r.precision == null && !isNaN(o = u0(i, a)) && (r.precision = o), Bf(r, a);
    }
    case "":
    case "e":
    case "g":
    case "p":
    case "r": {
      r.precision == null && !isNaN(o = l0(i, Math.max(Math.abs(e), Math.abs(t)))) &&
        (r.precision = o - (r.type === "e"));
      break;
    }
    case "f":
    case "%": {
      r.precision == null && !isNaN(o = f0(i)) && (r.precision = o - (r.type === "%") * 2);
      break;
    }
  }
  return nn(r);
}
function Uo(e) {
  var t = e.domain;
  return e.ticks = function (n) {
    var r = t();
    return Qn(r[0], r[r.length - 1], n ?? 10);
  },
    e.tickFormat = function (n, r) {
      var i = t();
      return Z5(i[0], i[i.length - 1], n ?? 10, r);
    },
    e.nice = function (n) {
      n == null && (n = 10);
      var r = t(), i = 0, o = r.length - 1, a = r[i], c = r[o], s, f, u = 10;
      for (c < a && (f = a, a = c, c = f, f = i, i = o, o = f); u-- > 0;) {
        if (f = li(a, c, n), f === s) return r[i] = a, r[o] = c, t(r);
        if (f > 0) a = Math.floor(a / f) * f, c = Math.ceil(c / f) * f;
        else if (f < 0) a = Math.ceil(a * f) / f, c = Math.floor(c * f) / f;
        else break;
        s = f;
      }
      return e;
    },
    e;
}
function Xo() {
  var e = Vg();
  return e.copy = function () {
    return qo(e, Xo());
  },
    un.apply(e, arguments),
    Uo(e);
}
function Au(e) {
  var t;
  function n(r) {
    return r == null || isNaN(r = +r) ? t : r;
  }
  return n.invert = n,
    n.domain = n.range = function (r) {
      return arguments.length ? (e = Array.from(r, Tu), n) : e.slice();
    },
    n.unknown = function (r) {
      return arguments.length ? (t = r, n) : t;
    },
    n.copy = function () {
      return Au(e).unknown(t);
    },
    e = arguments.length ? Array.from(e, Tu) : [0, 1],
    Uo(n);
}
function Zg(e, t) {
  e = e.slice();
  var n = 0, r = e.length - 1, i = e[n], o = e[r], a;
  return o < i && (a = n, n = r, r = a, a = i, i = o, o = a), e[n] = t.floor(i), e[r] = t.ceil(o), e;
}
function Yg(e) {
  return Math.log(e);
}
function qg(e) {
  return Math.exp(e);
}
function K5(e) {
  return -Math.log(-e);
}
function Q5(e) {
  return -Math.exp(-e);
}
function J5(e) {
  return isFinite(e) ? +("1e" + e) : e < 0 ? 0 : e;
}
function e8(e) {
  return e === 10 ? J5 : e === Math.E ? Math.exp : (t) => Math.pow(e, t);
}
function t8(e) {
  return e === Math.E
    ? Math.log
    : e === 10 && Math.log10 || e === 2 && Math.log2 || (e = Math.log(e), (t) => Math.log(t) / e);
}
function Ug(e) {
  return (t, n) => -e(-t, n);
}
function Kg(e) {
  let t = e(Yg, qg), n = t.domain, r = 10, i, o;
  function a() {
    return i = t8(r), o = e8(r), n()[0] < 0 ? (i = Ug(i), o = Ug(o), e(K5, Q5)) : e(Yg, qg), t;
  }
  return t.base = function (c) {
    return arguments.length ? (r = +c, a()) : r;
  },
    t.domain = function (c) {
      return arguments.length ? (n(c), a()) : n();
    },
    t.ticks = (c) => {
      let s = n(), f = s[0], u = s[s.length - 1], d = u < f;
      d && ([f, u] = [u, f]);
      let l = i(f), h = i(u), p, m, y = c == null ? 10 : +c, x = [];
      if (!(r % 1) && h - l < y) {
        if (l = Math.floor(l), h = Math.ceil(h), f > 0) {
          for (; l <= h; ++l) {
            for (p = 1; p < r; ++p) {
              if (m = l < 0 ? p / o(-l) : p * o(l), !(m < f)) {
                if (m > u) break;
                x.push(m);
              }
            }
          }
        } else {for (; l <= h; ++l) {
            for (p = r - 1; p >= 1; --p) {
              if (m = l > 0 ? p / o(-l) : p * o(l), !(m < f)) {
                if (m > u) break;
                x.push(m);
              }
            }
          }}
        x.length * 2 < y && (x = Qn(f, u, y));
      } else x = Qn(l, h, Math.min(h - l, y)).map(o);
      return d ? x.reverse() : x;
    },
    t.tickFormat = (c, s) => {
      if (
        c == null && (c = 10),
          s == null && (s = r === 10 ? "s" : ","),
          typeof s != "function" && (!(r % 1) && (s = Si(s)).precision == null && (s.trim = !0), s = nn(s)),
          c === 1 / 0
      ) return s;
      let f = Math.max(1, r * c / t.ticks().length);
      return (u) => {
        let d = u / o(Math.round(i(u)));
        return d * r < r - .5 && (d *= r), d <= f ? s(u) : "";
      };
    },
    t.nice = () => n(Zg(n(), { floor: (c) => o(Math.floor(i(c))), ceil: (c) => o(Math.ceil(i(c))) })),
    t;
}
function Cu() {
  let e = Kg(Sc()).domain([1, 10]);
  return e.copy = () => qo(e, Cu()).base(e.base()), un.apply(e, arguments), e;
}
function Xg(e) {
  return function (t) {
    return Math.sign(t) * Math.log1p(Math.abs(t / e));
  };
}
function jg(e) {
  return function (t) {
    return Math.sign(t) * Math.expm1(Math.abs(t)) * e;
  };
}
function Qg(e) {
  var t = 1, n = e(Xg(t), jg(t));
  return n.constant = function (r) {
    return arguments.length ? e(Xg(t = +r), jg(t)) : t;
  },
    Uo(n);
}
function Nu() {
  var e = Qg(Sc());
  return e.copy = function () {
    return qo(e, Nu()).constant(e.constant());
  },
    un.apply(e, arguments);
}
function Wg(e) {
  return function (t) {
    return t < 0 ? -Math.pow(-t, e) : Math.pow(t, e);
  };
}
function n8(e) {
  return e < 0 ? -Math.sqrt(-e) : Math.sqrt(e);
}
function r8(e) {
  return e < 0 ? -e * e : e * e;
}
function Jg(e) {
  var t = e(Pt, Pt), n = 1;
  function r() {
    return n === 1 ? e(Pt, Pt) : n === .5 ? e(n8, r8) : e(Wg(n), Wg(1 / n));
  }
  return t.exponent = function (i) {
    return arguments.length ? (n = +i, r()) : n;
  },
    Uo(t);
}
function Eu() {
  var e = Jg(Sc());
  return e.copy = function () {
    return qo(e, Eu()).exponent(e.exponent());
  },
    un.apply(e, arguments),
    e;
}
function Pu() {
  var e = [], t = [], n = [], r;
  function i() {
    var a = 0, c = Math.max(1, t.length);
    for (n = new Array(c - 1); ++a < c;) n[a - 1] = tm(e, a / c);
    return o;
  }
  function o(a) {
    return a == null || isNaN(a = +a) ? r : t[hi(n, a)];
  }
  return o.invertExtent = function (a) {
    var c = t.indexOf(a);
    return c < 0 ? [NaN, NaN] : [c > 0 ? n[c - 1] : e[0], c < n.length ? n[c] : e[e.length - 1]];
  },
    o.domain = function (a) {
      if (!arguments.length) return e.slice();
      e = [];
      for (let c of a) c != null && !isNaN(c = +c) && e.push(c);
      return e.sort(He), i();
    },
    o.range = function (a) {
      return arguments.length ? (t = Array.from(a), i()) : t.slice();
    },
    o.unknown = function (a) {
      return arguments.length ? (r = a, o) : r;
    },
    o.quantiles = function () {
      return n.slice();
    },
    o.copy = function () {
      return Pu().domain(e).range(t).unknown(r);
    },
    un.apply(o, arguments);
}
function Ru() {
  var e = [.5], t = [0, 1], n, r = 1;
  function i(o) {
    return o != null && o <= o ? t[hi(e, o, 0, r)] : n;
  }
  return i.domain = function (o) {
    return arguments.length ? (e = Array.from(o), r = Math.min(e.length, t.length - 1), i) : e.slice();
  },
    i.range = function (o) {
      return arguments.length ? (t = Array.from(o), r = Math.min(e.length, t.length - 1), i) : t.slice();
    },
    i.invertExtent = function (o) {
      var a = t.indexOf(o);
      return [e[a - 1], e[a]];
    },
    i.unknown = function (o) {
      return arguments.length ? (n = o, i) : n;
    },
    i.copy = function () {
      return Ru().domain(e).range(t).unknown(n);
    },
    un.apply(i, arguments);
}
function i8(e) {
  return new Date(e);
}
function o8(e) {
  return e instanceof Date ? +e : Math.round(e);
}
function Iu(e, t, n, r, i, o, a, c, s, f) {
  var u = Vg(),
    d = u.invert,
    l = u.domain,
    h = f(".%L"),
    p = f(":%S"),
    m = f("%I:%M"),
    y = f("%I %p"),
    x = f("%a %d"),
    g = f("%b %d"),
    v = f("%B"),
    _ = f("%Y");
  function $(M) {
    return (s(M) < M ? h : c(M) < M ? p : a(M) < M ? m : o(M) < M ? y : r(M) < M ? i(M) < M ? x : g : n(M) < M ? v : _)(
      M,
    );
  }
  return u.invert = function (M) {
    return new Date(Math.round(d(M)));
  },
    u.domain = function (M) {
      return arguments.length ? l(Array.from(M, o8)) : l().map(i8);
    },
    u.ticks = function (M) {
      var w = l();
      return e(w[0], w[w.length - 1], M ?? 10);
    },
    u.tickFormat = function (M, w) {
      return w == null ? $ : f(w);
    },
    u.nice = function (M) {
      var w = l();
      return (!M || typeof M.range != "function") && (M = t(w[0], w[w.length - 1], M ?? 10)), M ? l(Zg(w, M)) : u;
    },
    u.copy = function () {
      return qo(u, Iu(e, t, n, r, i, o, a, c, s, f));
    },
    u;
}
function e1() {
  return un.apply(
    Iu(wg, Mg, st, Xr, cn, an, Fr, Or, Je, Yo).domain([new Date(2e3, 0, 1), new Date(2e3, 0, 2)]),
    arguments,
  );
}
function t1() {
  return un.apply(
    Iu(vg, _c, ft, jr, sn, Ci, Br, Dr, Je, fn).domain([Date.UTC(2e3, 0, 1), Date.UTC(2e3, 0, 2)]),
    arguments,
  );
}
function $c(e, t) {
  return t.domain(e.domain()).interpolator(e.interpolator()).clamp(e.clamp()).unknown(e.unknown());
}
function Tc() {
  var e = 0, t = .5, n = 1, r = 1, i, o, a, c, s, f = Pt, u, d = !1, l;
  function h(m) {
    return m == null || isNaN(m = +m)
      ? l
      : (m = .5 + ((m = +u(m)) - o) * (r * m < r * o ? c : s), f(d ? Math.max(0, Math.min(1, m)) : m));
  }
  h.domain = function (m) {
    return arguments.length
      ? ([e, t, n] = m,
        i = u(e = +e),
        o = u(t = +t),
        a = u(n = +n),
        c = i === o ? 0 : .5 / (o - i),
        s = o === a ? 0 : .5 / (a - o),
        r = o < i ? -1 : 1,
        h)
      : [e, t, n];
  },
    h.clamp = function (m) {
      return arguments.length ? (d = !!m, h) : d;
    },
    h.interpolator = function (m) {
      return arguments.length ? (f = m, h) : f;
    };
  function p(m) {
    return function (y) {
      var x, g, v;
      return arguments.length ? ([x, g, v] = y, f = tr(m, [x, g, v]), h) : [f(0), f(.5), f(1)];
    };
  }
  return h.range = p(wi),
    h.rangeRound = p(_o),
    h.unknown = function (m) {
      return arguments.length ? (l = m, h) : l;
    },
    function (m) {
      return u = m,
        i = m(e),
        o = m(t),
        a = m(n),
        c = i === o ? 0 : .5 / (o - i),
        s = o === a ? 0 : .5 / (a - o),
        r = o < i ? -1 : 1,
        h;
    };
}
function Lu() {
  var e = Uo(Tc()(Pt));
  return e.copy = function () {
    return $c(e, Lu());
  },
    wc.apply(e, arguments);
}
function Ou() {
  var e = Kg(Tc()).domain([.1, 1, 10]);
  return e.copy = function () {
    return $c(e, Ou()).base(e.base());
  },
    wc.apply(e, arguments);
}
function Du() {
  var e = Qg(Tc());
  return e.copy = function () {
    return $c(e, Du()).constant(e.constant());
  },
    wc.apply(e, arguments);
}
function Fu() {
  var e = Jg(Tc());
  return e.copy = function () {
    return $c(e, Fu()).exponent(e.exponent());
  },
    wc.apply(e, arguments);
}
function J(e) {
  for (var t = e.length / 6 | 0, n = new Array(t), r = 0; r < t;) n[r] = "#" + e.slice(r * 6, ++r * 6);
  return n;
}
var n1 = J("1f77b4ff7f0e2ca02cd627289467bd8c564be377c27f7f7fbcbd2217becf"),
  r1 = J("7fc97fbeaed4fdc086ffff99386cb0f0027fbf5b17666666"),
  i1 = J("1b9e77d95f027570b3e7298a66a61ee6ab02a6761d666666"),
  o1 = J("4269d0efb118ff725c6cc5b03ca951ff8ab7a463f297bbf59c6b4e9498a0"),
  a1 = J("a6cee31f78b4b2df8a33a02cfb9a99e31a1cfdbf6fff7f00cab2d66a3d9affff99b15928"),
  c1 = J("fbb4aeb3cde3ccebc5decbe4fed9a6ffffcce5d8bdfddaecf2f2f2"),
  s1 = J("b3e2cdfdcdaccbd5e8f4cae4e6f5c9fff2aef1e2cccccccc"),
  f1 = J("e41a1c377eb84daf4a984ea3ff7f00ffff33a65628f781bf999999"),
  u1 = J("66c2a5fc8d628da0cbe78ac3a6d854ffd92fe5c494b3b3b3"),
  l1 = J("8dd3c7ffffb3bebadafb807280b1d3fdb462b3de69fccde5d9d9d9bc80bdccebc5ffed6f"),
  d1 = J("4e79a7f28e2ce1575976b7b259a14fedc949af7aa1ff9da79c755fbab0ab"),
  ye = (e) => Hm(e[e.length - 1]),
  Bu = new Array(3).concat(
    "d8b365f5f5f55ab4ac",
    "a6611adfc27d80cdc1018571",
    "a6611adfc27df5f5f580cdc1018571",
    "8c510ad8b365f6e8c3c7eae55ab4ac01665e",
    "8c510ad8b365f6e8c3f5f5f5c7eae55ab4ac01665e",
    "8c510abf812ddfc27df6e8c3c7eae580cdc135978f01665e",
    "8c510abf812ddfc27df6e8c3f5f5f5c7eae580cdc135978f01665e",
    "5430058c510abf812ddfc27df6e8c3c7eae580cdc135978f01665e003c30",
    "5430058c510abf812ddfc27df6e8c3f5f5f5c7eae580cdc135978f01665e003c30",
  ).map(J),
  zu = ye(Bu),
  Yu = new Array(3).concat(
    "af8dc3f7f7f77fbf7b",
    "7b3294c2a5cfa6dba0008837",
    "7b3294c2a5cff7f7f7a6dba0008837",
    "762a83af8dc3e7d4e8d9f0d37fbf7b1b7837",
    "762a83af8dc3e7d4e8f7f7f7d9f0d37fbf7b1b7837",
    "762a839970abc2a5cfe7d4e8d9f0d3a6dba05aae611b7837",
    "762a839970abc2a5cfe7d4e8f7f7f7d9f0d3a6dba05aae611b7837",
    "40004b762a839970abc2a5cfe7d4e8d9f0d3a6dba05aae611b783700441b",
    "40004b762a839970abc2a5cfe7d4e8f7f7f7d9f0d3a6dba05aae611b783700441b",
  ).map(J),
  qu = ye(Yu),
  Uu = new Array(3).concat(
    "e9a3c9f7f7f7a1d76a",
    "d01c8bf1b6dab8e1864dac26",
    "d01c8bf1b6daf7f7f7b8e1864dac26",
    "c51b7de9a3c9fde0efe6f5d0a1d76a4d9221",
    "c51b7de9a3c9fde0eff7f7f7e6f5d0a1d76a4d9221",
    "c51b7dde77aef1b6dafde0efe6f5d0b8e1867fbc414d9221",
    "c51b7dde77aef1b6dafde0eff7f7f7e6f5d0b8e1867fbc414d9221",
    "8e0152c51b7dde77aef1b6dafde0efe6f5d0b8e1867fbc414d9221276419",
    "8e0152c51b7dde77aef1b6dafde0eff7f7f7e6f5d0b8e1867fbc414d9221276419",
  ).map(J),
  Xu = ye(Uu),
  ju = new Array(3).concat(
    "998ec3f7f7f7f1a340",
    "5e3c99b2abd2fdb863e66101",
    "5e3c99b2abd2f7f7f7fdb863e66101",
    "542788998ec3d8daebfee0b6f1a340b35806",
    "542788998ec3d8daebf7f7f7fee0b6f1a340b35806",
    "5427888073acb2abd2d8daebfee0b6fdb863e08214b35806",
    "5427888073acb2abd2d8daebf7f7f7fee0b6fdb863e08214b35806",
    "2d004b5427888073acb2abd2d8daebfee0b6fdb863e08214b358067f3b08",
    "2d004b5427888073acb2abd2d8daebf7f7f7fee0b6fdb863e08214b358067f3b08",
  ).map(J),
  Wu = ye(ju),
  Cc = new Array(3).concat(
    "ef8a62f7f7f767a9cf",
    "ca0020f4a58292c5de0571b0",
    "ca0020f4a582f7f7f792c5de0571b0",
    "b2182bef8a62fddbc7d1e5f067a9cf2166ac",
    "b2182bef8a62fddbc7f7f7f7d1e5f067a9cf2166ac",
    "b2182bd6604df4a582fddbc7d1e5f092c5de4393c32166ac",
    "b2182bd6604df4a582fddbc7f7f7f7d1e5f092c5de4393c32166ac",
    "67001fb2182bd6604df4a582fddbc7d1e5f092c5de4393c32166ac053061",
    "67001fb2182bd6604df4a582fddbc7f7f7f7d1e5f092c5de4393c32166ac053061",
  ).map(J),
  jo = ye(Cc),
  Hu = new Array(3).concat(
    "ef8a62ffffff999999",
    "ca0020f4a582bababa404040",
    "ca0020f4a582ffffffbababa404040",
    "b2182bef8a62fddbc7e0e0e09999994d4d4d",
    "b2182bef8a62fddbc7ffffffe0e0e09999994d4d4d",
    "b2182bd6604df4a582fddbc7e0e0e0bababa8787874d4d4d",
    "b2182bd6604df4a582fddbc7ffffffe0e0e0bababa8787874d4d4d",
    "67001fb2182bd6604df4a582fddbc7e0e0e0bababa8787874d4d4d1a1a1a",
    "67001fb2182bd6604df4a582fddbc7ffffffe0e0e0bababa8787874d4d4d1a1a1a",
  ).map(J),
  Gu = ye(Hu),
  Nc = new Array(3).concat(
    "fc8d59ffffbf91bfdb",
    "d7191cfdae61abd9e92c7bb6",
    "d7191cfdae61ffffbfabd9e92c7bb6",
    "d73027fc8d59fee090e0f3f891bfdb4575b4",
    "d73027fc8d59fee090ffffbfe0f3f891bfdb4575b4",
    "d73027f46d43fdae61fee090e0f3f8abd9e974add14575b4",
    "d73027f46d43fdae61fee090ffffbfe0f3f8abd9e974add14575b4",
    "a50026d73027f46d43fdae61fee090e0f3f8abd9e974add14575b4313695",
    "a50026d73027f46d43fdae61fee090ffffbfe0f3f8abd9e974add14575b4313695",
  ).map(J),
  Wo = ye(Nc),
  Vu = new Array(3).concat(
    "fc8d59ffffbf91cf60",
    "d7191cfdae61a6d96a1a9641",
    "d7191cfdae61ffffbfa6d96a1a9641",
    "d73027fc8d59fee08bd9ef8b91cf601a9850",
    "d73027fc8d59fee08bffffbfd9ef8b91cf601a9850",
    "d73027f46d43fdae61fee08bd9ef8ba6d96a66bd631a9850",
    "d73027f46d43fdae61fee08bffffbfd9ef8ba6d96a66bd631a9850",
    "a50026d73027f46d43fdae61fee08bd9ef8ba6d96a66bd631a9850006837",
    "a50026d73027f46d43fdae61fee08bffffbfd9ef8ba6d96a66bd631a9850006837",
  ).map(J),
  Zu = ye(Vu),
  Ku = new Array(3).concat(
    "fc8d59ffffbf99d594",
    "d7191cfdae61abdda42b83ba",
    "d7191cfdae61ffffbfabdda42b83ba",
    "d53e4ffc8d59fee08be6f59899d5943288bd",
    "d53e4ffc8d59fee08bffffbfe6f59899d5943288bd",
    "d53e4ff46d43fdae61fee08be6f598abdda466c2a53288bd",
    "d53e4ff46d43fdae61fee08bffffbfe6f598abdda466c2a53288bd",
    "9e0142d53e4ff46d43fdae61fee08be6f598abdda466c2a53288bd5e4fa2",
    "9e0142d53e4ff46d43fdae61fee08bffffbfe6f598abdda466c2a53288bd5e4fa2",
  ).map(J),
  Qu = ye(Ku),
  Ju = new Array(3).concat(
    "e5f5f999d8c92ca25f",
    "edf8fbb2e2e266c2a4238b45",
    "edf8fbb2e2e266c2a42ca25f006d2c",
    "edf8fbccece699d8c966c2a42ca25f006d2c",
    "edf8fbccece699d8c966c2a441ae76238b45005824",
    "f7fcfde5f5f9ccece699d8c966c2a441ae76238b45005824",
    "f7fcfde5f5f9ccece699d8c966c2a441ae76238b45006d2c00441b",
  ).map(J),
  el = ye(Ju),
  tl = new Array(3).concat(
    "e0ecf49ebcda8856a7",
    "edf8fbb3cde38c96c688419d",
    "edf8fbb3cde38c96c68856a7810f7c",
    "edf8fbbfd3e69ebcda8c96c68856a7810f7c",
    "edf8fbbfd3e69ebcda8c96c68c6bb188419d6e016b",
    "f7fcfde0ecf4bfd3e69ebcda8c96c68c6bb188419d6e016b",
    "f7fcfde0ecf4bfd3e69ebcda8c96c68c6bb188419d810f7c4d004b",
  ).map(J),
  nl = ye(tl),
  rl = new Array(3).concat(
    "e0f3dba8ddb543a2ca",
    "f0f9e8bae4bc7bccc42b8cbe",
    "f0f9e8bae4bc7bccc443a2ca0868ac",
    "f0f9e8ccebc5a8ddb57bccc443a2ca0868ac",
    "f0f9e8ccebc5a8ddb57bccc44eb3d32b8cbe08589e",
    "f7fcf0e0f3dbccebc5a8ddb57bccc44eb3d32b8cbe08589e",
    "f7fcf0e0f3dbccebc5a8ddb57bccc44eb3d32b8cbe0868ac084081",
  ).map(J),
  il = ye(rl),
  ol = new Array(3).concat(
    "fee8c8fdbb84e34a33",
    "fef0d9fdcc8afc8d59d7301f",
    "fef0d9fdcc8afc8d59e34a33b30000",
    "fef0d9fdd49efdbb84fc8d59e34a33b30000",
    "fef0d9fdd49efdbb84fc8d59ef6548d7301f990000",
    "fff7ecfee8c8fdd49efdbb84fc8d59ef6548d7301f990000",
    "fff7ecfee8c8fdd49efdbb84fc8d59ef6548d7301fb300007f0000",
  ).map(J),
  al = ye(ol),
  cl = new Array(3).concat(
    "ece2f0a6bddb1c9099",
    "f6eff7bdc9e167a9cf02818a",
    "f6eff7bdc9e167a9cf1c9099016c59",
    "f6eff7d0d1e6a6bddb67a9cf1c9099016c59",
    "f6eff7d0d1e6a6bddb67a9cf3690c002818a016450",
    "fff7fbece2f0d0d1e6a6bddb67a9cf3690c002818a016450",
    "fff7fbece2f0d0d1e6a6bddb67a9cf3690c002818a016c59014636",
  ).map(J),
  sl = ye(cl),
  fl = new Array(3).concat(
    "ece7f2a6bddb2b8cbe",
    "f1eef6bdc9e174a9cf0570b0",
    "f1eef6bdc9e174a9cf2b8cbe045a8d",
    "f1eef6d0d1e6a6bddb74a9cf2b8cbe045a8d",
    "f1eef6d0d1e6a6bddb74a9cf3690c00570b0034e7b",
    "fff7fbece7f2d0d1e6a6bddb74a9cf3690c00570b0034e7b",
    "fff7fbece7f2d0d1e6a6bddb74a9cf3690c00570b0045a8d023858",
  ).map(J),
  ul = ye(fl),
  ll = new Array(3).concat(
    "e7e1efc994c7dd1c77",
    "f1eef6d7b5d8df65b0ce1256",
    "f1eef6d7b5d8df65b0dd1c77980043",
    "f1eef6d4b9dac994c7df65b0dd1c77980043",
    "f1eef6d4b9dac994c7df65b0e7298ace125691003f",
    "f7f4f9e7e1efd4b9dac994c7df65b0e7298ace125691003f",
    "f7f4f9e7e1efd4b9dac994c7df65b0e7298ace125698004367001f",
  ).map(J),
  dl = ye(ll),
  hl = new Array(3).concat(
    "fde0ddfa9fb5c51b8a",
    "feebe2fbb4b9f768a1ae017e",
    "feebe2fbb4b9f768a1c51b8a7a0177",
    "feebe2fcc5c0fa9fb5f768a1c51b8a7a0177",
    "feebe2fcc5c0fa9fb5f768a1dd3497ae017e7a0177",
    "fff7f3fde0ddfcc5c0fa9fb5f768a1dd3497ae017e7a0177",
    "fff7f3fde0ddfcc5c0fa9fb5f768a1dd3497ae017e7a017749006a",
  ).map(J),
  pl = ye(hl),
  ml = new Array(3).concat(
    "edf8b17fcdbb2c7fb8",
    "ffffcca1dab441b6c4225ea8",
    "ffffcca1dab441b6c42c7fb8253494",
    "ffffccc7e9b47fcdbb41b6c42c7fb8253494",
    "ffffccc7e9b47fcdbb41b6c41d91c0225ea80c2c84",
    "ffffd9edf8b1c7e9b47fcdbb41b6c41d91c0225ea80c2c84",
    "ffffd9edf8b1c7e9b47fcdbb41b6c41d91c0225ea8253494081d58",
  ).map(J),
  gl = ye(ml),
  yl = new Array(3).concat(
    "f7fcb9addd8e31a354",
    "ffffccc2e69978c679238443",
    "ffffccc2e69978c67931a354006837",
    "ffffccd9f0a3addd8e78c67931a354006837",
    "ffffccd9f0a3addd8e78c67941ab5d238443005a32",
    "ffffe5f7fcb9d9f0a3addd8e78c67941ab5d238443005a32",
    "ffffe5f7fcb9d9f0a3addd8e78c67941ab5d238443006837004529",
  ).map(J),
  bl = ye(yl),
  xl = new Array(3).concat(
    "fff7bcfec44fd95f0e",
    "ffffd4fed98efe9929cc4c02",
    "ffffd4fed98efe9929d95f0e993404",
    "ffffd4fee391fec44ffe9929d95f0e993404",
    "ffffd4fee391fec44ffe9929ec7014cc4c028c2d04",
    "ffffe5fff7bcfee391fec44ffe9929ec7014cc4c028c2d04",
    "ffffe5fff7bcfee391fec44ffe9929ec7014cc4c02993404662506",
  ).map(J),
  _l = ye(xl),
  vl = new Array(3).concat(
    "ffeda0feb24cf03b20",
    "ffffb2fecc5cfd8d3ce31a1c",
    "ffffb2fecc5cfd8d3cf03b20bd0026",
    "ffffb2fed976feb24cfd8d3cf03b20bd0026",
    "ffffb2fed976feb24cfd8d3cfc4e2ae31a1cb10026",
    "ffffccffeda0fed976feb24cfd8d3cfc4e2ae31a1cb10026",
    "ffffccffeda0fed976feb24cfd8d3cfc4e2ae31a1cbd0026800026",
  ).map(J),
  wl = ye(vl),
  Ml = new Array(3).concat(
    "deebf79ecae13182bd",
    "eff3ffbdd7e76baed62171b5",
    "eff3ffbdd7e76baed63182bd08519c",
    "eff3ffc6dbef9ecae16baed63182bd08519c",
    "eff3ffc6dbef9ecae16baed64292c62171b5084594",
    "f7fbffdeebf7c6dbef9ecae16baed64292c62171b5084594",
    "f7fbffdeebf7c6dbef9ecae16baed64292c62171b508519c08306b",
  ).map(J),
  Sl = ye(Ml),
  $l = new Array(3).concat(
    "e5f5e0a1d99b31a354",
    "edf8e9bae4b374c476238b45",
    "edf8e9bae4b374c47631a354006d2c",
    "edf8e9c7e9c0a1d99b74c47631a354006d2c",
    "edf8e9c7e9c0a1d99b74c47641ab5d238b45005a32",
    "f7fcf5e5f5e0c7e9c0a1d99b74c47641ab5d238b45005a32",
    "f7fcf5e5f5e0c7e9c0a1d99b74c47641ab5d238b45006d2c00441b",
  ).map(J),
  Tl = ye($l),
  kl = new Array(3).concat(
    "f0f0f0bdbdbd636363",
    "f7f7f7cccccc969696525252",
    "f7f7f7cccccc969696636363252525",
    "f7f7f7d9d9d9bdbdbd969696636363252525",
    "f7f7f7d9d9d9bdbdbd969696737373525252252525",
    "fffffff0f0f0d9d9d9bdbdbd969696737373525252252525",
    "fffffff0f0f0d9d9d9bdbdbd969696737373525252252525000000",
  ).map(J),
  Al = ye(kl),
  Cl = new Array(3).concat(
    "efedf5bcbddc756bb1",
    "f2f0f7cbc9e29e9ac86a51a3",
    "f2f0f7cbc9e29e9ac8756bb154278f",
    "f2f0f7dadaebbcbddc9e9ac8756bb154278f",
    "f2f0f7dadaebbcbddc9e9ac8807dba6a51a34a1486",
    "fcfbfdefedf5dadaebbcbddc9e9ac8807dba6a51a34a1486",
    "fcfbfdefedf5dadaebbcbddc9e9ac8807dba6a51a354278f3f007d",
  ).map(J),
  Nl = ye(Cl),
  El = new Array(3).concat(
    "fee0d2fc9272de2d26",
    "fee5d9fcae91fb6a4acb181d",
    "fee5d9fcae91fb6a4ade2d26a50f15",
    "fee5d9fcbba1fc9272fb6a4ade2d26a50f15",
    "fee5d9fcbba1fc9272fb6a4aef3b2ccb181d99000d",
    "fff5f0fee0d2fcbba1fc9272fb6a4aef3b2ccb181d99000d",
    "fff5f0fee0d2fcbba1fc9272fb6a4aef3b2ccb181da50f1567000d",
  ).map(J),
  Pl = ye(El),
  Rl = new Array(3).concat(
    "fee6cefdae6be6550d",
    "feeddefdbe85fd8d3cd94701",
    "feeddefdbe85fd8d3ce6550da63603",
    "feeddefdd0a2fdae6bfd8d3ce6550da63603",
    "feeddefdd0a2fdae6bfd8d3cf16913d948018c2d04",
    "fff5ebfee6cefdd0a2fdae6bfd8d3cf16913d948018c2d04",
    "fff5ebfee6cefdd0a2fdae6bfd8d3cf16913d94801a636037f2704",
  ).map(J),
  Il = ye(Rl);
function Ll(e) {
  return e = Math.max(0, Math.min(1, e)),
    "rgb(" +
    Math.max(
      0,
      Math.min(255, Math.round(-4.54 - e * (35.34 - e * (2381.73 - e * (6402.7 - e * (7024.72 - e * 2710.57)))))),
    ) + ", " +
    Math.max(
      0,
      Math.min(255, Math.round(32.49 + e * (170.73 + e * (52.82 - e * (131.46 - e * (176.58 - e * 67.37)))))),
    ) + ", " +
    Math.max(
      0,
      Math.min(255, Math.round(81.24 + e * (442.36 - e * (2482.43 - e * (6167.24 - e * (6614.94 - e * 2475.67)))))),
    ) + ")";
}
var Ol = Va(Tt(300, .5, 0), Tt(-240, .5, 1)),
  Dl = Va(Tt(-100, .75, .35), Tt(80, 1.5, .8)),
  Fl = Va(Tt(260, .75, .35), Tt(80, 1.5, .8)),
  kc = Tt();
function Bl(e) {
  (e < 0 || e > 1) && (e -= Math.floor(e));
  var t = Math.abs(e - .5);
  return kc.h = 360 * e - 100, kc.s = 1.5 - 1.5 * t, kc.l = .8 - .9 * t, kc + "";
}
var Ac = jt(), a8 = Math.PI / 3, c8 = Math.PI * 2 / 3;
function zl(e) {
  var t;
  return e = (.5 - e) * Math.PI,
    Ac.r = 255 * (t = Math.sin(e)) * t,
    Ac.g = 255 * (t = Math.sin(e + a8)) * t,
    Ac.b = 255 * (t = Math.sin(e + c8)) * t,
    Ac + "";
}
function Yl(e) {
  return e = Math.max(0, Math.min(1, e)),
    "rgb(" +
    Math.max(
      0,
      Math.min(
        255,
        Math.round(34.61 + e * (1172.33 - e * (10793.56 - e * (33300.12 - e * (38394.49 - e * 14825.05))))),
      ),
    ) + ", " +
    Math.max(
      0,
      Math.min(255, Math.round(23.31 + e * (557.33 + e * (1225.33 - e * (3574.96 - e * (1073.77 + e * 707.56)))))),
    ) + ", " +
    Math.max(
      0,
      Math.min(255, Math.round(27.2 + e * (3211.1 - e * (15327.97 - e * (27814 - e * (22569.18 - e * 6838.66)))))),
    ) + ")";
}
function Ec(e) {
  var t = e.length;
  return function (n) {
    return e[Math.max(0, Math.min(t - 1, Math.floor(n * t)))];
  };
}
var ql = Ec(
    J("44015444025645045745055946075a46085c460a5d460b5e470d60470e6147106347116447136548146748166848176948186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979472a7a472c7a472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84433d84433e85423f854240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a3d4e8a3c4f8a3c508b3b518b3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d355e8d355f8d34608d34618d33628d33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e297b8e287c8e287d8e277e8e277f8e27808e26818e26828e26828e25838e25848e25858e24868e24878e23888e23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d21918c20928c20928c20938c1f948c1f958b1f968b1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f881fa0881fa1881fa1871fa28720a38620a48621a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad8128ae8029af7f2ab07f2cb17e2db27d2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc743fbc7340bd7242be7144bf7046c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc8635ec96260ca6063cb5f65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d84d44b86d54989d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32addc30b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21ad8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723fde725"),
  ),
  Ul = Ec(
    J("00000401000501010601010802010902020b02020d03030f03031204041405041606051806051a07061c08071e0907200a08220b09240c09260d0a290e0b2b100b2d110c2f120d31130d34140e36150e38160f3b180f3d19103f1a10421c10441d11471e114920114b21114e22115024125325125527125829115a2a115c2c115f2d11612f116331116533106734106936106b38106c390f6e3b0f703d0f713f0f72400f74420f75440f764510774710784910784a10794c117a4e117b4f127b51127c52137c54137d56147d57157e59157e5a167e5c167f5d177f5f187f601880621980641a80651a80671b80681c816a1c816b1d816d1d816e1e81701f81721f817320817521817621817822817922827b23827c23827e24828025828125818326818426818627818827818928818b29818c29818e2a81902a81912b81932b80942c80962c80982d80992d809b2e7f9c2e7f9e2f7fa02f7fa1307ea3307ea5317ea6317da8327daa337dab337cad347cae347bb0357bb2357bb3367ab5367ab73779b83779ba3878bc3978bd3977bf3a77c03a76c23b75c43c75c53c74c73d73c83e73ca3e72cc3f71cd4071cf4070d0416fd2426fd3436ed5446dd6456cd8456cd9466bdb476adc4869de4968df4a68e04c67e24d66e34e65e44f64e55064e75263e85362e95462ea5661eb5760ec5860ed5a5fee5b5eef5d5ef05f5ef1605df2625df2645cf3655cf4675cf4695cf56b5cf66c5cf66e5cf7705cf7725cf8745cf8765cf9785df9795df97b5dfa7d5efa7f5efa815ffb835ffb8560fb8761fc8961fc8a62fc8c63fc8e64fc9065fd9266fd9467fd9668fd9869fd9a6afd9b6bfe9d6cfe9f6dfea16efea36ffea571fea772fea973feaa74feac76feae77feb078feb27afeb47bfeb67cfeb77efeb97ffebb81febd82febf84fec185fec287fec488fec68afec88cfeca8dfecc8ffecd90fecf92fed194fed395fed597fed799fed89afdda9cfddc9efddea0fde0a1fde2a3fde3a5fde5a7fde7a9fde9aafdebacfcecaefceeb0fcf0b2fcf2b4fcf4b6fcf6b8fcf7b9fcf9bbfcfbbdfcfdbf"),
  ),
  Xl = Ec(
    J("00000401000501010601010802010a02020c02020e03021004031204031405041706041907051b08051d09061f0a07220b07240c08260d08290e092b10092d110a30120a32140b34150b37160b39180c3c190c3e1b0c411c0c431e0c451f0c48210c4a230c4c240c4f260c51280b53290b552b0b572d0b592f0a5b310a5c320a5e340a5f3609613809623909633b09643d09653e0966400a67420a68440a68450a69470b6a490b6a4a0c6b4c0c6b4d0d6c4f0d6c510e6c520e6d540f6d550f6d57106e59106e5a116e5c126e5d126e5f136e61136e62146e64156e65156e67166e69166e6a176e6c186e6d186e6f196e71196e721a6e741a6e751b6e771c6d781c6d7a1d6d7c1d6d7d1e6d7f1e6c801f6c82206c84206b85216b87216b88226a8a226a8c23698d23698f24699025689225689326679526679727669827669a28659b29649d29649f2a63a02a63a22b62a32c61a52c60a62d60a82e5fa92e5eab2f5ead305dae305cb0315bb1325ab3325ab43359b63458b73557b93556ba3655bc3754bd3853bf3952c03a51c13a50c33b4fc43c4ec63d4dc73e4cc83f4bca404acb4149cc4248ce4347cf4446d04545d24644d34743d44842d54a41d74b3fd84c3ed94d3dda4e3cdb503bdd513ade5238df5337e05536e15635e25734e35933e45a31e55c30e65d2fe75e2ee8602de9612bea632aeb6429eb6628ec6726ed6925ee6a24ef6c23ef6e21f06f20f1711ff1731df2741cf3761bf37819f47918f57b17f57d15f67e14f68013f78212f78410f8850ff8870ef8890cf98b0bf98c0af98e09fa9008fa9207fa9407fb9606fb9706fb9906fb9b06fb9d07fc9f07fca108fca309fca50afca60cfca80dfcaa0ffcac11fcae12fcb014fcb216fcb418fbb61afbb81dfbba1ffbbc21fbbe23fac026fac228fac42afac62df9c72ff9c932f9cb35f8cd37f8cf3af7d13df7d340f6d543f6d746f5d949f5db4cf4dd4ff4df53f4e156f3e35af3e55df2e661f2e865f2ea69f1ec6df1ed71f1ef75f1f179f2f27df2f482f3f586f3f68af4f88ef5f992f6fa96f8fb9af9fc9dfafda1fcffa4"),
  ),
  jl = Ec(
    J("0d088710078813078916078a19068c1b068d1d068e20068f2206902406912605912805922a05932c05942e05952f059631059733059735049837049938049a3a049a3c049b3e049c3f049c41049d43039e44039e46039f48039f4903a04b03a14c02a14e02a25002a25102a35302a35502a45601a45801a45901a55b01a55c01a65e01a66001a66100a76300a76400a76600a76700a86900a86a00a86c00a86e00a86f00a87100a87201a87401a87501a87701a87801a87a02a87b02a87d03a87e03a88004a88104a78305a78405a78606a68707a68808a68a09a58b0aa58d0ba58e0ca48f0da4910ea3920fa39410a29511a19613a19814a099159f9a169f9c179e9d189d9e199da01a9ca11b9ba21d9aa31e9aa51f99a62098a72197a82296aa2395ab2494ac2694ad2793ae2892b02991b12a90b22b8fb32c8eb42e8db52f8cb6308bb7318ab83289ba3388bb3488bc3587bd3786be3885bf3984c03a83c13b82c23c81c33d80c43e7fc5407ec6417dc7427cc8437bc9447aca457acb4679cc4778cc4977cd4a76ce4b75cf4c74d04d73d14e72d24f71d35171d45270d5536fd5546ed6556dd7566cd8576bd9586ada5a6ada5b69db5c68dc5d67dd5e66de5f65de6164df6263e06363e16462e26561e26660e3685fe4695ee56a5de56b5de66c5ce76e5be76f5ae87059e97158e97257ea7457eb7556eb7655ec7754ed7953ed7a52ee7b51ef7c51ef7e50f07f4ff0804ef1814df1834cf2844bf3854bf3874af48849f48948f58b47f58c46f68d45f68f44f79044f79143f79342f89441f89540f9973ff9983ef99a3efa9b3dfa9c3cfa9e3bfb9f3afba139fba238fca338fca537fca636fca835fca934fdab33fdac33fdae32fdaf31fdb130fdb22ffdb42ffdb52efeb72dfeb82cfeba2cfebb2bfebd2afebe2afec029fdc229fdc328fdc527fdc627fdc827fdca26fdcb26fccd25fcce25fcd025fcd225fbd324fbd524fbd724fad824fada24f9dc24f9dd25f8df25f8e125f7e225f7e425f6e626f6e826f5e926f5eb27f4ed27f3ee27f3f027f2f227f1f426f1f525f0f724f0f921"),
  );
function ze(e) {
  return function () {
    return e;
  };
}
var b1 = Math.cos;
var Vl = Math.min, Pc = Math.sin, Le = Math.sqrt, h1 = 1e-12, Ho = Math.PI, D$ = Ho / 2, Dc = 2 * Ho;
function x1(e) {
  let t = 3;
  return e.digits = function (n) {
    if (!arguments.length) return t;
    if (n == null) t = null;
    else {
      let r = Math.floor(n);
      if (!(r >= 0)) throw new RangeError(`invalid digits: ${n}`);
      t = r;
    }
    return e;
  },
    () => new Ir(t);
}
var F$ = Array.prototype.slice;
function _1(e) {
  return typeof e == "object" && "length" in e ? e : Array.from(e);
}
function v1(e) {
  this._context = e;
}
v1.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    this._point = 0;
  },
  lineEnd: function () {
    (this._line || this._line !== 0 && this._point === 1) && this._context.closePath(), this._line = 1 - this._line;
  },
  point: function (e, t) {
    switch (e = +e, t = +t, this._point) {
      case 0:
        this._point = 1, this._line ? this._context.lineTo(e, t) : this._context.moveTo(e, t);
        break;
      case 1:
        this._point = 2;
      default:
        this._context.lineTo(e, t);
        break;
    }
  },
};
function Wr(e) {
  return new v1(e);
}
function w1(e) {
  return e[0];
}
function M1(e) {
  return e[1];
}
function Zl(e, t) {
  var n = ze(!0), r = null, i = Wr, o = null, a = x1(c);
  e = typeof e == "function" ? e : e === void 0 ? w1 : ze(e),
    t = typeof t == "function" ? t : t === void 0 ? M1 : ze(t);
  function c(s) {
    var f, u = (s = _1(s)).length, d, l = !1, h;
    for (r == null && (o = i(h = a())), f = 0; f <= u; ++f) {
      !(f < u && n(d = s[f], f, s)) === l && ((l = !l) ? o.lineStart() : o.lineEnd()),
        l && o.point(+e(d, f, s), +t(d, f, s));
    }
    if (h) return o = null, h + "" || null;
  }
  return c.x = function (s) {
    return arguments.length ? (e = typeof s == "function" ? s : ze(+s), c) : e;
  },
    c.y = function (s) {
      return arguments.length ? (t = typeof s == "function" ? s : ze(+s), c) : t;
    },
    c.defined = function (s) {
      return arguments.length ? (n = typeof s == "function" ? s : ze(!!s), c) : n;
    },
    c.curve = function (s) {
      return arguments.length ? (i = s, r != null && (o = i(r)), c) : i;
    },
    c.context = function (s) {
      return arguments.length ? (s == null ? r = o = null : o = i(r = s), c) : r;
    },
    c;
}
function S1(e, t, n) {
  var r = null, i = ze(!0), o = null, a = Wr, c = null, s = x1(f);
  e = typeof e == "function" ? e : e === void 0 ? w1 : ze(+e),
    t = typeof t == "function" ? t : ze(t === void 0 ? 0 : +t),
    n = typeof n == "function" ? n : n === void 0 ? M1 : ze(+n);
  function f(d) {
    var l, h, p, m = (d = _1(d)).length, y, x = !1, g, v = new Array(m), _ = new Array(m);
    for (o == null && (c = a(g = s())), l = 0; l <= m; ++l) {
      if (!(l < m && i(y = d[l], l, d)) === x) {
        if (x = !x) h = l, c.areaStart(), c.lineStart();
        else {
          for (c.lineEnd(), c.lineStart(), p = l - 1; p >= h; --p) c.point(v[p], _[p]);
          c.lineEnd(), c.areaEnd();
        }
      }
      x && (v[l] = +e(y, l, d), _[l] = +t(y, l, d), c.point(r ? +r(y, l, d) : v[l], n ? +n(y, l, d) : _[l]));
    }
    if (g) return c = null, g + "" || null;
  }
  function u() {
    return Zl().defined(i).curve(a).context(o);
  }
  return f.x = function (d) {
    return arguments.length ? (e = typeof d == "function" ? d : ze(+d), r = null, f) : e;
  },
    f.x0 = function (d) {
      return arguments.length ? (e = typeof d == "function" ? d : ze(+d), f) : e;
    },
    f.x1 = function (d) {
      return arguments.length ? (r = d == null ? null : typeof d == "function" ? d : ze(+d), f) : r;
    },
    f.y = function (d) {
      return arguments.length ? (t = typeof d == "function" ? d : ze(+d), n = null, f) : t;
    },
    f.y0 = function (d) {
      return arguments.length ? (t = typeof d == "function" ? d : ze(+d), f) : t;
    },
    f.y1 = function (d) {
      return arguments.length ? (n = d == null ? null : typeof d == "function" ? d : ze(+d), f) : n;
    },
    f.lineX0 = f.lineY0 = function () {
      return u().x(e).y(t);
    },
    f.lineY1 = function () {
      return u().x(e).y(n);
    },
    f.lineX1 = function () {
      return u().x(r).y(t);
    },
    f.defined = function (d) {
      return arguments.length ? (i = typeof d == "function" ? d : ze(!!d), f) : i;
    },
    f.curve = function (d) {
      return arguments.length ? (a = d, o != null && (c = a(o)), f) : a;
    },
    f.context = function (d) {
      return arguments.length ? (d == null ? o = c = null : c = a(o = d), f) : o;
    },
    f;
}
var B$ = s8(Wr);
function $1(e) {
  this._curve = e;
}
$1.prototype = {
  areaStart: function () {
    this._curve.areaStart();
  },
  areaEnd: function () {
    this._curve.areaEnd();
  },
  lineStart: function () {
    this._curve.lineStart();
  },
  lineEnd: function () {
    this._curve.lineEnd();
  },
  point: function (e, t) {
    this._curve.point(t * Math.sin(e), t * -Math.cos(e));
  },
};
function s8(e) {
  function t(n) {
    return new $1(e(n));
  }
  return t._curve = e, t;
}
var Rc = class {
  constructor(t, n) {
    this._context = t, this._x = n;
  }
  areaStart() {
    this._line = 0;
  }
  areaEnd() {
    this._line = NaN;
  }
  lineStart() {
    this._point = 0;
  }
  lineEnd() {
    (this._line || this._line !== 0 && this._point === 1) && this._context.closePath(), this._line = 1 - this._line;
  }
  point(t, n) {
    switch (t = +t, n = +n, this._point) {
      case 0: {
        this._point = 1, this._line ? this._context.lineTo(t, n) : this._context.moveTo(t, n);
        break;
      }
      case 1:
        this._point = 2;
      default: {
        this._x
          ? this._context.bezierCurveTo(this._x0 = (this._x0 + t) / 2, this._y0, this._x0, n, t, n)
          : this._context.bezierCurveTo(this._x0, this._y0 = (this._y0 + n) / 2, t, this._y0, t, n);
        break;
      }
    }
    this._x0 = t, this._y0 = n;
  }
};
function T1(e) {
  return new Rc(e, !0);
}
function k1(e) {
  return new Rc(e, !1);
}
var f8 = Le(3),
  Kl = {
    draw(e, t) {
      let n = Le(t + Vl(t / 28, .75)) * .59436, r = n / 2, i = r * f8;
      e.moveTo(0, n), e.lineTo(0, -n), e.moveTo(-i, -r), e.lineTo(i, r), e.moveTo(-i, r), e.lineTo(i, -r);
    },
  },
  Hr = {
    draw(e, t) {
      let n = Le(t / Ho);
      e.moveTo(n, 0), e.arc(0, 0, n, 0, Dc);
    },
  },
  Ql = {
    draw(e, t) {
      let n = Le(t / 5) / 2;
      e.moveTo(-3 * n, -n),
        e.lineTo(-n, -n),
        e.lineTo(-n, -3 * n),
        e.lineTo(n, -3 * n),
        e.lineTo(n, -n),
        e.lineTo(3 * n, -n),
        e.lineTo(3 * n, n),
        e.lineTo(n, n),
        e.lineTo(n, 3 * n),
        e.lineTo(-n, 3 * n),
        e.lineTo(-n, n),
        e.lineTo(-3 * n, n),
        e.closePath();
    },
  },
  A1 = Le(1 / 3),
  u8 = A1 * 2,
  Jl = {
    draw(e, t) {
      let n = Le(t / u8), r = n * A1;
      e.moveTo(0, -n), e.lineTo(r, 0), e.lineTo(0, n), e.lineTo(-r, 0), e.closePath();
    },
  },
  ed = {
    draw(e, t) {
      let n = Le(t) * .62625;
      e.moveTo(0, -n), e.lineTo(n, 0), e.lineTo(0, n), e.lineTo(-n, 0), e.closePath();
    },
  },
  td = {
    draw(e, t) {
      let n = Le(t - Vl(t / 7, 2)) * .87559;
      e.moveTo(-n, 0), e.lineTo(n, 0), e.moveTo(0, n), e.lineTo(0, -n);
    },
  },
  nd = {
    draw(e, t) {
      let n = Le(t), r = -n / 2;
      e.rect(r, r, n, n);
    },
  },
  rd = {
    draw(e, t) {
      let n = Le(t) * .4431;
      e.moveTo(n, n), e.lineTo(n, -n), e.lineTo(-n, -n), e.lineTo(-n, n), e.closePath();
    },
  },
  l8 = .8908130915292852,
  C1 = Pc(Ho / 10) / Pc(7 * Ho / 10),
  d8 = Pc(Dc / 10) * C1,
  h8 = -b1(Dc / 10) * C1,
  id = {
    draw(e, t) {
      let n = Le(t * l8), r = d8 * n, i = h8 * n;
      e.moveTo(0, -n), e.lineTo(r, i);
      for (let o = 1; o < 5; ++o) {
        let a = Dc * o / 5, c = b1(a), s = Pc(a);
        e.lineTo(s * n, -c * n), e.lineTo(c * r - s * i, s * r + c * i);
      }
      e.closePath();
    },
  },
  Wl = Le(3),
  od = {
    draw(e, t) {
      let n = -Le(t / (Wl * 3));
      e.moveTo(0, n * 2), e.lineTo(-Wl * n, -n), e.lineTo(Wl * n, -n), e.closePath();
    },
  },
  p8 = Le(3),
  ad = {
    draw(e, t) {
      let n = Le(t) * .6824, r = n / 2, i = n * p8 / 2;
      e.moveTo(0, -n), e.lineTo(i, r), e.lineTo(-i, r), e.closePath();
    },
  },
  Rt = -.5,
  It = Le(3) / 2,
  Gl = 1 / Le(12),
  m8 = (Gl / 2 + 1) * 3,
  cd = {
    draw(e, t) {
      let n = Le(t / m8), r = n / 2, i = n * Gl, o = r, a = n * Gl + n, c = -o, s = a;
      e.moveTo(r, i),
        e.lineTo(o, a),
        e.lineTo(c, s),
        e.lineTo(Rt * r - It * i, It * r + Rt * i),
        e.lineTo(Rt * o - It * a, It * o + Rt * a),
        e.lineTo(Rt * c - It * s, It * c + Rt * s),
        e.lineTo(Rt * r + It * i, Rt * i - It * r),
        e.lineTo(Rt * o + It * a, Rt * a - It * o),
        e.lineTo(Rt * c + It * s, Rt * s - It * c),
        e.closePath();
    },
  },
  sd = {
    draw(e, t) {
      let n = Le(t - Vl(t / 6, 1.7)) * .6189;
      e.moveTo(-n, -n), e.lineTo(n, n), e.moveTo(-n, n), e.lineTo(n, -n);
    },
  },
  N1 = [Hr, Ql, Jl, nd, id, od, cd],
  E1 = [Hr, td, sd, ad, Kl, rd, ed];
function ir() {}
function Ic(e, t, n) {
  e._context.bezierCurveTo(
    (2 * e._x0 + e._x1) / 3,
    (2 * e._y0 + e._y1) / 3,
    (e._x0 + 2 * e._x1) / 3,
    (e._y0 + 2 * e._y1) / 3,
    (e._x0 + 4 * e._x1 + t) / 6,
    (e._y0 + 4 * e._y1 + n) / 6,
  );
}
function Fc(e) {
  this._context = e;
}
Fc.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    this._x0 =
      this._x1 =
      this._y0 =
      this._y1 =
        NaN, this._point = 0;
  },
  lineEnd: function () {
    switch (this._point) {
      case 3:
        Ic(this, this._x1, this._y1);
      case 2:
        this._context.lineTo(this._x1, this._y1);
        break;
    }
    (this._line || this._line !== 0 && this._point === 1) && this._context.closePath(), this._line = 1 - this._line;
  },
  point: function (e, t) {
    switch (e = +e, t = +t, this._point) {
      case 0:
        this._point = 1, this._line ? this._context.lineTo(e, t) : this._context.moveTo(e, t);
        break;
      case 1:
        this._point = 2;
        break;
      case 2:
        this._point = 3, this._context.lineTo((5 * this._x0 + this._x1) / 6, (5 * this._y0 + this._y1) / 6);
      default:
        Ic(this, e, t);
        break;
    }
    this._x0 = this._x1, this._x1 = e, this._y0 = this._y1, this._y1 = t;
  },
};
function P1(e) {
  return new Fc(e);
}
function R1(e) {
  this._context = e;
}
R1.prototype = {
  areaStart: ir,
  areaEnd: ir,
  lineStart: function () {
    this._x0 =
      this._x1 =
      this._x2 =
      this._x3 =
      this._x4 =
      this._y0 =
      this._y1 =
      this._y2 =
      this._y3 =
      this._y4 =
        NaN, this._point = 0;
  },
  lineEnd: function () {
    switch (this._point) {
      case 1: {
        this._context.moveTo(this._x2, this._y2), this._context.closePath();
        break;
      }
      case 2: {
        this._context.moveTo((this._x2 + 2 * this._x3) / 3, (this._y2 + 2 * this._y3) / 3),
          this._context.lineTo((this._x3 + 2 * this._x2) / 3, (this._y3 + 2 * this._y2) / 3),
          this._context.closePath();
        break;
      }
      case 3: {
        this.point(this._x2, this._y2), this.point(this._x3, this._y3), this.point(this._x4, this._y4);
        break;
      }
    }
  },
  point: function (e, t) {
    switch (e = +e, t = +t, this._point) {
      case 0:
        this._point = 1, this._x2 = e, this._y2 = t;
        break;
      case 1:
        this._point = 2, this._x3 = e, this._y3 = t;
        break;
      case 2:
        this._point = 3,
          this._x4 = e,
          this._y4 = t,
          this._context.moveTo((this._x0 + 4 * this._x1 + e) / 6, (this._y0 + 4 * this._y1 + t) / 6);
        break;
      default:
        Ic(this, e, t);
        break;
    }
    this._x0 = this._x1, this._x1 = e, this._y0 = this._y1, this._y1 = t;
  },
};
function I1(e) {
  return new R1(e);
}
function L1(e) {
  this._context = e;
}
L1.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    this._x0 =
      this._x1 =
      this._y0 =
      this._y1 =
        NaN, this._point = 0;
  },
  lineEnd: function () {
    (this._line || this._line !== 0 && this._point === 3) && this._context.closePath(), this._line = 1 - this._line;
  },
  point: function (e, t) {
    switch (e = +e, t = +t, this._point) {
      case 0:
        this._point = 1;
        break;
      case 1:
        this._point = 2;
        break;
      case 2:
        this._point = 3;
        var n = (this._x0 + 4 * this._x1 + e) / 6, r = (this._y0 + 4 * this._y1 + t) / 6;
        this._line ? this._context.lineTo(n, r) : this._context.moveTo(n, r);
        break;
      case 3:
        this._point = 4;
      default:
        Ic(this, e, t);
        break;
    }
    this._x0 = this._x1, this._x1 = e, this._y0 = this._y1, this._y1 = t;
  },
};
function O1(e) {
  return new L1(e);
}
function D1(e, t) {
  this._basis = new Fc(e), this._beta = t;
}
D1.prototype = {
  lineStart: function () {
    this._x = [], this._y = [], this._basis.lineStart();
  },
  lineEnd: function () {
    var e = this._x, t = this._y, n = e.length - 1;
    if (n > 0) {
      for (var r = e[0], i = t[0], o = e[n] - r, a = t[n] - i, c = -1, s; ++c <= n;) {
        s = c / n,
          this._basis.point(
            this._beta * e[c] + (1 - this._beta) * (r + s * o),
            this._beta * t[c] + (1 - this._beta) * (i + s * a),
          );
      }
    }
    this._x = this._y = null, this._basis.lineEnd();
  },
  point: function (e, t) {
    this._x.push(+e), this._y.push(+t);
  },
};
var F1 = function e(t) {
  function n(r) {
    return t === 1 ? new Fc(r) : new D1(r, t);
  }
  return n.beta = function (r) {
    return e(+r);
  },
    n;
}(.85);
function Lc(e, t, n) {
  e._context.bezierCurveTo(
    e._x1 + e._k * (e._x2 - e._x0),
    e._y1 + e._k * (e._y2 - e._y0),
    e._x2 + e._k * (e._x1 - t),
    e._y2 + e._k * (e._y1 - n),
    e._x2,
    e._y2,
  );
}
function fd(e, t) {
  this._context = e, this._k = (1 - t) / 6;
}
fd.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    this._x0 =
      this._x1 =
      this._x2 =
      this._y0 =
      this._y1 =
      this._y2 =
        NaN, this._point = 0;
  },
  lineEnd: function () {
    switch (this._point) {
      case 2:
        this._context.lineTo(this._x2, this._y2);
        break;
      case 3:
        Lc(this, this._x1, this._y1);
        break;
    }
    (this._line || this._line !== 0 && this._point === 1) && this._context.closePath(), this._line = 1 - this._line;
  },
  point: function (e, t) {
    switch (e = +e, t = +t, this._point) {
      case 0:
        this._point = 1, this._line ? this._context.lineTo(e, t) : this._context.moveTo(e, t);
        break;
      case 1:
        this._point = 2, this._x1 = e, this._y1 = t;
        break;
      case 2:
        this._point = 3;
      default:
        Lc(this, e, t);
        break;
    }
    this._x0 = this._x1, this._x1 = this._x2, this._x2 = e, this._y0 = this._y1, this._y1 = this._y2, this._y2 = t;
  },
};
var B1 = function e(t) {
  function n(r) {
    return new fd(r, t);
  }
  return n.tension = function (r) {
    return e(+r);
  },
    n;
}(0);
function ud(e, t) {
  this._context = e, this._k = (1 - t) / 6;
}
ud.prototype = {
  areaStart: ir,
  areaEnd: ir,
  lineStart: function () {
    this._x0 =
      this._x1 =
      this._x2 =
      this._x3 =
      this._x4 =
      this._x5 =
      this._y0 =
      this._y1 =
      this._y2 =
      this._y3 =
      this._y4 =
      this._y5 =
        NaN, this._point = 0;
  },
  lineEnd: function () {
    switch (this._point) {
      case 1: {
        this._context.moveTo(this._x3, this._y3), this._context.closePath();
        break;
      }
      case 2: {
        this._context.lineTo(this._x3, this._y3), this._context.closePath();
        break;
      }
      case 3: {
        this.point(this._x3, this._y3), this.point(this._x4, this._y4), this.point(this._x5, this._y5);
        break;
      }
    }
  },
  point: function (e, t) {
    switch (e = +e, t = +t, this._point) {
      case 0:
        this._point = 1, this._x3 = e, this._y3 = t;
        break;
      case 1:
        this._point = 2, this._context.moveTo(this._x4 = e, this._y4 = t);
        break;
      case 2:
        this._point = 3, this._x5 = e, this._y5 = t;
        break;
      default:
        Lc(this, e, t);
        break;
    }
    this._x0 = this._x1, this._x1 = this._x2, this._x2 = e, this._y0 = this._y1, this._y1 = this._y2, this._y2 = t;
  },
};
var z1 = function e(t) {
  function n(r) {
    return new ud(r, t);
  }
  return n.tension = function (r) {
    return e(+r);
  },
    n;
}(0);
function ld(e, t) {
  this._context = e, this._k = (1 - t) / 6;
}
ld.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    this._x0 =
      this._x1 =
      this._x2 =
      this._y0 =
      this._y1 =
      this._y2 =
        NaN, this._point = 0;
  },
  lineEnd: function () {
    (this._line || this._line !== 0 && this._point === 3) && this._context.closePath(), this._line = 1 - this._line;
  },
  point: function (e, t) {
    switch (e = +e, t = +t, this._point) {
      case 0:
        this._point = 1;
        break;
      case 1:
        this._point = 2;
        break;
      case 2:
        this._point = 3,
          this._line ? this._context.lineTo(this._x2, this._y2) : this._context.moveTo(this._x2, this._y2);
        break;
      case 3:
        this._point = 4;
      default:
        Lc(this, e, t);
        break;
    }
    this._x0 = this._x1, this._x1 = this._x2, this._x2 = e, this._y0 = this._y1, this._y1 = this._y2, this._y2 = t;
  },
};
var Y1 = function e(t) {
  function n(r) {
    return new ld(r, t);
  }
  return n.tension = function (r) {
    return e(+r);
  },
    n;
}(0);
function dd(e, t, n) {
  var r = e._x1, i = e._y1, o = e._x2, a = e._y2;
  if (e._l01_a > h1) {
    var c = 2 * e._l01_2a + 3 * e._l01_a * e._l12_a + e._l12_2a, s = 3 * e._l01_a * (e._l01_a + e._l12_a);
    r = (r * c - e._x0 * e._l12_2a + e._x2 * e._l01_2a) / s, i = (i * c - e._y0 * e._l12_2a + e._y2 * e._l01_2a) / s;
  }
  if (e._l23_a > h1) {
    var f = 2 * e._l23_2a + 3 * e._l23_a * e._l12_a + e._l12_2a, u = 3 * e._l23_a * (e._l23_a + e._l12_a);
    o = (o * f + e._x1 * e._l23_2a - t * e._l12_2a) / u, a = (a * f + e._y1 * e._l23_2a - n * e._l12_2a) / u;
  }
  e._context.bezierCurveTo(r, i, o, a, e._x2, e._y2);
}
function q1(e, t) {
  this._context = e, this._alpha = t;
}
q1.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    this._x0 =
      this._x1 =
      this._x2 =
      this._y0 =
      this._y1 =
      this._y2 =
        NaN,
      this._l01_a =
        this._l12_a =
        this._l23_a =
        this._l01_2a =
        this._l12_2a =
        this._l23_2a =
        this._point =
          0;
  },
  lineEnd: function () {
    switch (this._point) {
      case 2:
        this._context.lineTo(this._x2, this._y2);
        break;
      case 3:
        this.point(this._x2, this._y2);
        break;
    }
    (this._line || this._line !== 0 && this._point === 1) && this._context.closePath(), this._line = 1 - this._line;
  },
  point: function (e, t) {
    if (e = +e, t = +t, this._point) {
      var n = this._x2 - e, r = this._y2 - t;
      this._l23_a = Math.sqrt(this._l23_2a = Math.pow(n * n + r * r, this._alpha));
    }
    switch (this._point) {
      case 0:
        this._point = 1, this._line ? this._context.lineTo(e, t) : this._context.moveTo(e, t);
        break;
      case 1:
        this._point = 2;
        break;
      case 2:
        this._point = 3;
      default:
        dd(this, e, t);
        break;
    }
    this._l01_a = this._l12_a,
      this._l12_a = this._l23_a,
      this._l01_2a = this._l12_2a,
      this._l12_2a = this._l23_2a,
      this._x0 = this._x1,
      this._x1 = this._x2,
      this._x2 = e,
      this._y0 = this._y1,
      this._y1 = this._y2,
      this._y2 = t;
  },
};
var U1 = function e(t) {
  function n(r) {
    return t ? new q1(r, t) : new fd(r, 0);
  }
  return n.alpha = function (r) {
    return e(+r);
  },
    n;
}(.5);
function X1(e, t) {
  this._context = e, this._alpha = t;
}
X1.prototype = {
  areaStart: ir,
  areaEnd: ir,
  lineStart: function () {
    this._x0 =
      this._x1 =
      this._x2 =
      this._x3 =
      this._x4 =
      this._x5 =
      this._y0 =
      this._y1 =
      this._y2 =
      this._y3 =
      this._y4 =
      this._y5 =
        NaN,
      this._l01_a =
        this._l12_a =
        this._l23_a =
        this._l01_2a =
        this._l12_2a =
        this._l23_2a =
        this._point =
          0;
  },
  lineEnd: function () {
    switch (this._point) {
      case 1: {
        this._context.moveTo(this._x3, this._y3), this._context.closePath();
        break;
      }
      case 2: {
        this._context.lineTo(this._x3, this._y3), this._context.closePath();
        break;
      }
      case 3: {
        this.point(this._x3, this._y3), this.point(this._x4, this._y4), this.point(this._x5, this._y5);
        break;
      }
    }
  },
  point: function (e, t) {
    if (e = +e, t = +t, this._point) {
      var n = this._x2 - e, r = this._y2 - t;
      this._l23_a = Math.sqrt(this._l23_2a = Math.pow(n * n + r * r, this._alpha));
    }
    switch (this._point) {
      case 0:
        this._point = 1, this._x3 = e, this._y3 = t;
        break;
      case 1:
        this._point = 2, this._context.moveTo(this._x4 = e, this._y4 = t);
        break;
      case 2:
        this._point = 3, this._x5 = e, this._y5 = t;
        break;
      default:
        dd(this, e, t);
        break;
    }
    this._l01_a = this._l12_a,
      this._l12_a = this._l23_a,
      this._l01_2a = this._l12_2a,
      this._l12_2a = this._l23_2a,
      this._x0 = this._x1,
      this._x1 = this._x2,
      this._x2 = e,
      this._y0 = this._y1,
      this._y1 = this._y2,
      this._y2 = t;
  },
};
var j1 = function e(t) {
  function n(r) {
    return t ? new X1(r, t) : new ud(r, 0);
  }
  return n.alpha = function (r) {
    return e(+r);
  },
    n;
}(.5);
function W1(e, t) {
  this._context = e, this._alpha = t;
}
W1.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    this._x0 =
      this._x1 =
      this._x2 =
      this._y0 =
      this._y1 =
      this._y2 =
        NaN,
      this._l01_a =
        this._l12_a =
        this._l23_a =
        this._l01_2a =
        this._l12_2a =
        this._l23_2a =
        this._point =
          0;
  },
  lineEnd: function () {
    (this._line || this._line !== 0 && this._point === 3) && this._context.closePath(), this._line = 1 - this._line;
  },
  point: function (e, t) {
    if (e = +e, t = +t, this._point) {
      var n = this._x2 - e, r = this._y2 - t;
      this._l23_a = Math.sqrt(this._l23_2a = Math.pow(n * n + r * r, this._alpha));
    }
    switch (this._point) {
      case 0:
        this._point = 1;
        break;
      case 1:
        this._point = 2;
        break;
      case 2:
        this._point = 3,
          this._line ? this._context.lineTo(this._x2, this._y2) : this._context.moveTo(this._x2, this._y2);
        break;
      case 3:
        this._point = 4;
      default:
        dd(this, e, t);
        break;
    }
    this._l01_a = this._l12_a,
      this._l12_a = this._l23_a,
      this._l01_2a = this._l12_2a,
      this._l12_2a = this._l23_2a,
      this._x0 = this._x1,
      this._x1 = this._x2,
      this._x2 = e,
      this._y0 = this._y1,
      this._y1 = this._y2,
      this._y2 = t;
  },
};
var H1 = function e(t) {
  function n(r) {
    return t ? new W1(r, t) : new ld(r, 0);
  }
  return n.alpha = function (r) {
    return e(+r);
  },
    n;
}(.5);
function G1(e) {
  this._context = e;
}
G1.prototype = {
  areaStart: ir,
  areaEnd: ir,
  lineStart: function () {
    this._point = 0;
  },
  lineEnd: function () {
    this._point && this._context.closePath();
  },
  point: function (e, t) {
    e = +e, t = +t, this._point ? this._context.lineTo(e, t) : (this._point = 1, this._context.moveTo(e, t));
  },
};
function V1(e) {
  return new G1(e);
}
function p1(e) {
  return e < 0 ? -1 : 1;
}
function m1(e, t, n) {
  var r = e._x1 - e._x0,
    i = t - e._x1,
    o = (e._y1 - e._y0) / (r || i < 0 && -0),
    a = (n - e._y1) / (i || r < 0 && -0),
    c = (o * i + a * r) / (r + i);
  return (p1(o) + p1(a)) * Math.min(Math.abs(o), Math.abs(a), .5 * Math.abs(c)) || 0;
}
function g1(e, t) {
  var n = e._x1 - e._x0;
  return n ? (3 * (e._y1 - e._y0) / n - t) / 2 : t;
}
function Hl(e, t, n) {
  var r = e._x0, i = e._y0, o = e._x1, a = e._y1, c = (o - r) / 3;
  e._context.bezierCurveTo(r + c, i + c * t, o - c, a - c * n, o, a);
}
function Oc(e) {
  this._context = e;
}
Oc.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    this._x0 =
      this._x1 =
      this._y0 =
      this._y1 =
      this._t0 =
        NaN, this._point = 0;
  },
  lineEnd: function () {
    switch (this._point) {
      case 2:
        this._context.lineTo(this._x1, this._y1);
        break;
      case 3:
        Hl(this, this._t0, g1(this, this._t0));
        break;
    }
    (this._line || this._line !== 0 && this._point === 1) && this._context.closePath(), this._line = 1 - this._line;
  },
  point: function (e, t) {
    var n = NaN;
    if (e = +e, t = +t, !(e === this._x1 && t === this._y1)) {
      switch (this._point) {
        case 0:
          this._point = 1, this._line ? this._context.lineTo(e, t) : this._context.moveTo(e, t);
          break;
        case 1:
          this._point = 2;
          break;
        case 2:
          this._point = 3, Hl(this, g1(this, n = m1(this, e, t)), n);
          break;
        default:
          Hl(this, this._t0, n = m1(this, e, t));
          break;
      }
      this._x0 = this._x1, this._x1 = e, this._y0 = this._y1, this._y1 = t, this._t0 = n;
    }
  },
};
function Z1(e) {
  this._context = new K1(e);
}
(Z1.prototype = Object.create(Oc.prototype)).point = function (e, t) {
  Oc.prototype.point.call(this, t, e);
};
function K1(e) {
  this._context = e;
}
K1.prototype = {
  moveTo: function (e, t) {
    this._context.moveTo(t, e);
  },
  closePath: function () {
    this._context.closePath();
  },
  lineTo: function (e, t) {
    this._context.lineTo(t, e);
  },
  bezierCurveTo: function (e, t, n, r, i, o) {
    this._context.bezierCurveTo(t, e, r, n, o, i);
  },
};
function Q1(e) {
  return new Oc(e);
}
function J1(e) {
  return new Z1(e);
}
function ey(e) {
  this._context = e;
}
ey.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    this._x = [], this._y = [];
  },
  lineEnd: function () {
    var e = this._x, t = this._y, n = e.length;
    if (n) {
      if (this._line ? this._context.lineTo(e[0], t[0]) : this._context.moveTo(e[0], t[0]), n === 2) {
        this._context.lineTo(e[1], t[1]);
      } else {for (var r = y1(e), i = y1(t), o = 0, a = 1; a < n; ++o, ++a) {
          this._context.bezierCurveTo(
            r[0][o],
            i[0][o],
            r[1][o],
            i[1][o],
            e[a],
            t[a],
          );
        }}
    }
    (this._line || this._line !== 0 && n === 1) && this._context.closePath(),
      this._line = 1 - this._line,
      this._x = this._y = null;
  },
  point: function (e, t) {
    this._x.push(+e), this._y.push(+t);
  },
};
function y1(e) {
  var t, n = e.length - 1, r, i = new Array(n), o = new Array(n), a = new Array(n);
  for (i[0] = 0, o[0] = 2, a[0] = e[0] + 2 * e[1], t = 1; t < n - 1; ++t) {
    i[t] = 1, o[t] = 4, a[t] = 4 * e[t] + 2 * e[t + 1];
  }
  for (i[n - 1] = 2, o[n - 1] = 7, a[n - 1] = 8 * e[n - 1] + e[n], t = 1; t < n; ++t) {
    r = i[t] / o[t - 1], o[t] -= r, a[t] -= r * a[t - 1];
  }
  for (i[n - 1] = a[n - 1] / o[n - 1], t = n - 2; t >= 0; --t) i[t] = (a[t] - i[t + 1]) / o[t];
  for (o[n - 1] = (e[n] + i[n - 1]) / 2, t = 0; t < n - 1; ++t) o[t] = 2 * e[t + 1] - i[t + 1];
  return [i, o];
}
function ty(e) {
  return new ey(e);
}
function Bc(e, t) {
  this._context = e, this._t = t;
}
Bc.prototype = {
  areaStart: function () {
    this._line = 0;
  },
  areaEnd: function () {
    this._line = NaN;
  },
  lineStart: function () {
    this._x = this._y = NaN, this._point = 0;
  },
  lineEnd: function () {
    0 < this._t && this._t < 1 && this._point === 2 && this._context.lineTo(this._x, this._y),
      (this._line || this._line !== 0 && this._point === 1) && this._context.closePath(),
      this._line >= 0 && (this._t = 1 - this._t, this._line = 1 - this._line);
  },
  point: function (e, t) {
    switch (e = +e, t = +t, this._point) {
      case 0:
        this._point = 1, this._line ? this._context.lineTo(e, t) : this._context.moveTo(e, t);
        break;
      case 1:
        this._point = 2;
      default: {
        if (this._t <= 0) this._context.lineTo(this._x, t), this._context.lineTo(e, t);
        else {
          var n = this._x * (1 - this._t) + e * this._t;
          this._context.lineTo(n, this._y), this._context.lineTo(n, t);
        }
        break;
      }
    }
    this._x = e, this._y = t;
  },
};
function ny(e) {
  return new Bc(e, .5);
}
function ry(e) {
  return new Bc(e, 0);
}
function iy(e) {
  return new Bc(e, 1);
}
function Lt(e) {
  return e != null && !Number.isNaN(e);
}
function Ge(e, t) {
  return +Lt(t) - +Lt(e) || He(e, t);
}
function Gr(e, t) {
  return +Lt(t) - +Lt(e) || Cn(e, t);
}
function Go(e) {
  return e != null && `${e}` != "";
}
function hd(e) {
  return isFinite(e) ? e : NaN;
}
function Vr(e) {
  return e > 0 && isFinite(e) ? e : NaN;
}
function Pi(e) {
  return e < 0 && isFinite(e) ? e : NaN;
}
function zc(e, t) {
  if (e instanceof Date || (e = new Date(+e)), isNaN(e)) return typeof t == "function" ? t(e) : t;
  let n = e.getUTCHours(), r = e.getUTCMinutes(), i = e.getUTCSeconds(), o = e.getUTCMilliseconds();
  return `${g8(e.getUTCFullYear(), 4)}-${Bn(e.getUTCMonth() + 1, 2)}-${Bn(e.getUTCDate(), 2)}${
    n || r || i || o ? `T${Bn(n, 2)}:${Bn(r, 2)}${i || o ? `:${Bn(i, 2)}${o ? `.${Bn(o, 3)}` : ""}` : ""}Z` : ""
  }`;
}
function g8(e) {
  return e < 0 ? `-${Bn(-e, 6)}` : e > 9999 ? `+${Bn(e, 6)}` : Bn(e, 4);
}
function Bn(e, t) {
  return `${e}`.padStart(t, "0");
}
var y8 = /^(?:[-+]\d{2})?\d{4}(?:-\d{2}(?:-\d{2})?)?(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{3})?)?(?:Z|[-+]\d{2}:?\d{2})?)?$/;
function Vo(e, t) {
  return y8.test(e += "") ? new Date(e) : typeof t == "function" ? t(e) : t;
}
function zn(e) {
  if (e == null) return;
  let t = e[0], n = e[e.length - 1];
  return Cn(t, n);
}
var Ii = 1e3,
  ar = Ii * 60,
  cr = ar * 60,
  dn = cr * 24,
  ln = dn * 7,
  Zr = dn * 30,
  or = dn * 365,
  pd = [
    ["millisecond", 1],
    ["2 milliseconds", 2],
    ["5 milliseconds", 5],
    ["10 milliseconds", 10],
    ["20 milliseconds", 20],
    ["50 milliseconds", 50],
    ["100 milliseconds", 100],
    ["200 milliseconds", 200],
    ["500 milliseconds", 500],
    ["second", Ii],
    ["5 seconds", 5 * Ii],
    ["15 seconds", 15 * Ii],
    ["30 seconds", 30 * Ii],
    ["minute", ar],
    ["5 minutes", 5 * ar],
    ["15 minutes", 15 * ar],
    ["30 minutes", 30 * ar],
    ["hour", cr],
    ["3 hours", 3 * cr],
    ["6 hours", 6 * cr],
    ["12 hours", 12 * cr],
    ["day", dn],
    ["2 days", 2 * dn],
    ["week", ln],
    ["2 weeks", 2 * ln],
    ["month", Zr],
    ["3 months", 3 * Zr],
    ["6 months", 6 * Zr],
    ["year", or],
    ["2 years", 2 * or],
    ["5 years", 5 * or],
    ["10 years", 10 * or],
    ["20 years", 20 * or],
    ["50 years", 50 * or],
    ["100 years", 100 * or],
  ],
  md = new Map([
    ["second", Ii],
    ["minute", ar],
    ["hour", cr],
    ["day", dn],
    ["monday", ln],
    ["tuesday", ln],
    ["wednesday", ln],
    ["thursday", ln],
    ["friday", ln],
    ["saturday", ln],
    ["sunday", ln],
    ["week", ln],
    ["month", Zr],
    ["year", or],
  ]),
  ay = new Map([
    ["second", Je],
    ["minute", Or],
    ["hour", Fr],
    ["day", an],
    ["monday", Yr],
    ["tuesday", gu],
    ["wednesday", yu],
    ["thursday", Dn],
    ["friday", bu],
    ["saturday", xu],
    ["sunday", cn],
    ["week", cn],
    ["month", Xr],
    ["year", st],
  ]),
  gd = new Map([
    ["second", Je],
    ["minute", Dr],
    ["hour", Br],
    ["day", Do],
    ["monday", Ur],
    ["tuesday", _u],
    ["wednesday", vu],
    ["thursday", Fn],
    ["friday", wu],
    ["saturday", Mu],
    ["sunday", sn],
    ["week", sn],
    ["month", jr],
    ["year", ft],
  ]),
  Li = Symbol("intervalDuration"),
  qc = Symbol("intervalType");
for (let [e, t] of ay) t[Li] = md.get(e), t[qc] = "time";
for (let [e, t] of gd) t[Li] = md.get(e), t[qc] = "utc";
var Zo = [["year", ft, "utc"], ["month", jr, "utc"], ["day", Do, "utc", 6 * Zr], ["hour", Br, "utc", 3 * dn], [
    "minute",
    Dr,
    "utc",
    6 * cr,
  ], ["second", Je, "utc", 30 * ar]],
  Yc = [["year", st, "time"], ["month", Xr, "time"], ["day", an, "time", 6 * Zr], ["hour", Fr, "time", 3 * dn], [
    "minute",
    Or,
    "time",
    6 * cr,
  ], ["second", Je, "time", 30 * ar]],
  b8 = [Zo[0], Yc[0], Zo[1], Yc[1], Zo[2], Yc[2], ...Zo.slice(3)];
function cy(e) {
  let t = `${e}`.toLowerCase();
  t.endsWith("s") && (t = t.slice(0, -1));
  let n = 1, r = /^(?:(\d+)\s+)/.exec(t);
  switch (r && (t = t.slice(r[0].length), n = +r[1]), t) {
    case "quarter":
      t = "month", n *= 3;
      break;
    case "half":
      t = "month", n *= 6;
      break;
  }
  let i = gd.get(t);
  if (!i) throw new Error(`unknown interval: ${e}`);
  if (n > 1 && !i.every) throw new Error(`non-periodic interval: ${t}`);
  return [t, n];
}
function yd(e) {
  return sy(cy(e), "time");
}
function Ko(e) {
  return sy(cy(e), "utc");
}
function sy([e, t], n) {
  let r = (n === "time" ? ay : gd).get(e);
  return t > 1 && (r = r.every(t), r[Li] = md.get(e) * t, r[qc] = n), r;
}
function bd(e, t) {
  if (!(t > 1)) return;
  let n = e[Li];
  if (!pd.some(([, i]) => i === n) || n % dn === 0 && dn < n && n < Zr) return;
  let [r] = pd[di(([, i]) => Math.log(i)).center(pd, Math.log(n * t))];
  return (e[qc] === "time" ? yd : Ko)(r);
}
function oy(e, t, n) {
  let r = t === "time" ? Yo : fn;
  if (n == null) {
    return r(
      e === "year"
        ? "%Y"
        : e === "month"
        ? "%Y-%m"
        : e === "day"
        ? "%Y-%m-%d"
        : e === "hour" || e === "minute"
        ? "%Y-%m-%dT%H:%M"
        : e === "second"
        ? "%Y-%m-%dT%H:%M:%S"
        : "%Y-%m-%dT%H:%M:%S.%L",
    );
  }
  let i = x8(n);
  switch (e) {
    case "millisecond":
      return Ri(r(".%L"), r(":%M:%S"), i);
    case "second":
      return Ri(r(":%S"), r("%-I:%M"), i);
    case "minute":
      return Ri(r("%-I:%M"), r("%p"), i);
    case "hour":
      return Ri(r("%-I %p"), r("%b %-d"), i);
    case "day":
      return Ri(r("%-d"), r("%b"), i);
    case "month":
      return Ri(r("%b"), r("%Y"), i);
    case "year":
      return r("%Y");
  }
  throw new Error("unable to format time ticks");
}
function x8(e) {
  return e === "left" || e === "right"
    ? (t, n) => `
${t}
${n}`
    : e === "top"
    ? (t, n) =>
      `${n}
${t}`
    : (t, n) =>
      `${t}
${n}`;
}
function _8(e) {
  return e === "time" ? Yc : e === "utc" ? Zo : b8;
}
function fy(e, t, n) {
  let r = Ze(om(t, (i, o) => Math.abs(o - i)));
  if (r < 1e3) return oy("millisecond", "utc", n);
  for (let [i, o, a, c] of _8(e)) {
    if (r > c || i === "hour" && !r) break;
    if (t.every((s) => o.floor(s) >= s)) return oy(i, a, n);
  }
}
function Ri(e, t, n) {
  return (r, i, o) => {
    let a = e(r, i), c = t(r, i), s = i - zn(o);
    return i !== s && o[s] !== void 0 && c === t(o[s], s) ? a : n(a, c);
  };
}
var _d = Object.getPrototypeOf(Uint8Array), v8 = Object.prototype.toString;
function Wt(e) {
  return e instanceof Array || e instanceof _d;
}
function dy(e) {
  return e instanceof _d && !w8(e);
}
function hy(e) {
  return e?.prototype instanceof _d && !M8(e);
}
function w8(e) {
  return e instanceof BigInt64Array || e instanceof BigUint64Array;
}
function M8(e) {
  return e === BigInt64Array || e === BigUint64Array;
}
var vd = Symbol("reindex");
function _e(e, t, n) {
  let r = typeof t;
  return r === "string"
    ? Cy(e) ? wd(e.getChild(t), n) : uy(e, Md(t), n)
    : r === "function"
    ? uy(e, t, n)
    : r === "number" || t instanceof Date || r === "boolean"
    ? pe(e, bt(t), n)
    : typeof t?.transform == "function"
    ? xd(t.transform(e), n)
    : S8(xd(t, n), e?.[vd]);
}
function S8(e, t) {
  return e != null && t ? Xc(e, t) : e;
}
function uy(e, t, n) {
  return pe(e, hy(n) ? (r, i) => Sd(t(r, i)) : t, n);
}
function xd(e, t) {
  return t === void 0 ? mn(e) : Ny(e) ? wd(e, t) : e instanceof t ? e : t.from(e, hy(t) && !dy(e) ? Sd : void 0);
}
function wd(e, t) {
  return e == null ? e : (t === void 0 || t === Array) && A8(e.type) ? $d(ly(e)) : xd(ly(e), t);
}
function ly(e) {
  return e.nullCount ? e.toJSON() : e.toArray();
}
var Oi = [null],
  Md = (e) => (t) => {
    let n = t[e];
    return n === void 0 && t.type === "Feature" ? t.properties?.[e] : n;
  },
  hn = { transform: nt },
  me = { transform: (e) => e };
var py = () => 1, my = () => !0, Ae = (e) => e == null ? e : `${e}`, Ce = (e) => e == null ? e : +e;
var Uc = (e) => e ? e[0] : void 0, Qo = (e) => e ? e[1] : void 0;
var bt = (e) => () => e;
function gy(e) {
  let t = +`${e}`.slice(1) / 100;
  return (n, r) => An(n, t, r);
}
function pn(e) {
  return dy(e) ? e : pe(e, Sd, Float64Array);
}
function Sd(e) {
  return e == null ? NaN : Number(e);
}
function $d(e) {
  return pe(e, Td);
}
function Td(e) {
  return e instanceof Date && !isNaN(e)
    ? e
    : typeof e == "string"
    ? Vo(e)
    : e == null || isNaN(e = Number(e))
    ? void 0
    : new Date(e);
}
function et(e, t) {
  return e === void 0 && (e = t), e === null ? [void 0, "none"] : qi(e) ? [void 0, e] : [e, void 0];
}
function Se(e, t) {
  return e === void 0 && (e = t), e === null || typeof e == "number" ? [void 0, e] : [e, void 0];
}
function kd(e, t, n) {
  if (e != null) return tt(e, t, n);
}
function tt(e, t, n) {
  let r = `${e}`.toLowerCase();
  if (!n.includes(r)) throw new Error(`invalid ${t}: ${e}`);
  return r;
}
function Yn(e) {
  return Cy(e) ? e : mn(e);
}
function mn(e) {
  if (e == null || Wt(e)) return e;
  if (Ny(e)) return wd(e);
  if (yy(e)) {
    switch (e.type) {
      case "FeatureCollection":
        return e.features;
      case "GeometryCollection":
        return e.geometries;
      default:
        return [e];
    }
  }
  return Array.from(e);
}
function yy(e) {
  switch (e?.type) {
    case "FeatureCollection":
    case "GeometryCollection":
    case "Feature":
    case "LineString":
    case "MultiLineString":
    case "MultiPoint":
    case "MultiPolygon":
    case "Point":
    case "Polygon":
    case "Sphere":
      return !0;
    default:
      return !1;
  }
}
function pe(e, t, n = Array) {
  return e == null ? e : e instanceof n ? e.map(t) : n.from(e, t);
}
function sr(e, t = Array) {
  return e instanceof t ? e.slice() : t.from(e);
}
function Ad({ x: e, x1: t, x2: n }) {
  return e !== void 0 || t !== void 0 || n !== void 0;
}
function Cd({ y: e, y1: t, y2: n }) {
  return e !== void 0 || t !== void 0 || n !== void 0;
}
function Nd(e) {
  return Ad(e) || Cd(e) || e.interval !== void 0;
}
function Ht(e) {
  return e?.toString === v8;
}
function Di(e) {
  return Ht(e) && (e.type !== void 0 || e.domain !== void 0);
}
function Fi(e) {
  return Ht(e) && typeof e.transform != "function";
}
function fr(e) {
  return Fi(e) && e.value === void 0 && e.channel === void 0;
}
function Ed(e, t, n, r = me) {
  return t === void 0 && n === void 0
    ? (t = 0, n = e === void 0 ? r : e)
    : t === void 0
    ? t = e === void 0 ? 0 : e
    : n === void 0 && (n = e === void 0 ? 0 : e),
    [t, n];
}
function xt(e, t) {
  return e === void 0 && t === void 0 ? [Uc, Qo] : [e, t];
}
function Bi({ z: e, fill: t, stroke: n } = {}) {
  return e === void 0 && ([e] = et(t)), e === void 0 && ([e] = et(n)), e;
}
function ur(e) {
  return Wt(e) ? e.length : e?.numRows;
}
function nt(e) {
  let t = ur(e), n = new Uint32Array(t);
  for (let r = 0; r < t; ++r) n[r] = r;
  return n;
}
function Xc(e, t) {
  return Wt(e) ? pe(t, (n) => e[n], e.constructor) : pe(t, (n) => e.at(n));
}
function by(e, t, n) {
  return e.subarray ? e.subarray(t, n) : e.slice(t, n);
}
function Ot(e) {
  return e !== null && typeof e == "object" ? e.valueOf() : e;
}
function xy(e, t) {
  if (t[e] !== void 0) return t[e];
  switch (e) {
    case "x1":
    case "x2":
      e = "x";
      break;
    case "y1":
    case "y2":
      e = "y";
      break;
  }
  return t[e];
}
function zi(e) {
  let t;
  return [{ transform: () => t, label: Gt(e) }, (n) => t = n];
}
function Dt(e) {
  return e == null ? [e] : zi(e);
}
function Gt(e, t) {
  return typeof e == "string" ? e : e && e.label !== void 0 ? e.label : t;
}
function Yi(e, t) {
  return {
    transform(n) {
      let r = e.transform(n), i = t.transform(n);
      return ke(r) || ke(i)
        ? pe(r, (o, a) => new Date((+r[a] + +i[a]) / 2))
        : pe(r, (o, a) => (+r[a] + +i[a]) / 2, Float64Array);
    },
    label: e.label,
  };
}
function Jo(e, t) {
  let n = Pd(t?.interval, t?.type);
  return n ? pe(e, n) : e;
}
function Pd(e, t) {
  let n = jc(e, t);
  return n && ((r) => Lt(r) ? n.floor(r) : r);
}
function jc(e, t) {
  if (e != null) {
    if (typeof e == "number") return $8(e);
    if (typeof e == "string") return (t === "time" ? yd : Ko)(e);
    if (typeof e.floor != "function") throw new Error("invalid interval; missing floor method");
    if (typeof e.offset != "function") throw new Error("invalid interval; missing offset method");
    return e;
  }
}
function $8(e) {
  e = +e, 0 < e && e < 1 && Number.isInteger(1 / e) && (e = -1 / e);
  let t = Math.abs(e);
  return e < 0
    ? {
      floor: (n) => Math.floor(n * t) / t,
      offset: (n, r = 1) => (n * t + Math.floor(r)) / t,
      range: (n, r) => pi(Math.ceil(n * t), r * t).map((i) => i / t),
    }
    : {
      floor: (n) => Math.floor(n / t) * t,
      offset: (n, r = 1) => n + t * Math.floor(r),
      range: (n, r) => pi(Math.ceil(n / t), r / t).map((i) => i * t),
    };
}
function gn(e, t) {
  if (e = jc(e, t), e && typeof e.range != "function") throw new Error("invalid interval: missing range method");
  return e;
}
function _y(e, t) {
  if (e = gn(e, t), e && typeof e.ceil != "function") throw new Error("invalid interval: missing ceil method");
  return e;
}
function vy(e) {
  return lr(e) && typeof e?.floor == "function" && e.floor() instanceof Date;
}
function lr(e) {
  return typeof e?.range == "function";
}
function yn(e) {
  return e === void 0 || Fi(e) ? e : { value: e };
}
function wy(e) {
  return e == null ? null : { transform: (t) => _e(t, e, Float64Array), label: Gt(e) };
}
function ut(e) {
  return e && typeof e[Symbol.iterator] == "function";
}
function Wc(e) {
  for (let t of e) if (t != null) return typeof t != "object" || t instanceof Date;
}
function Rd(e) {
  for (let t of e) {
    if (t == null) continue;
    let n = typeof t;
    return n === "string" || n === "boolean";
  }
}
function ke(e) {
  for (let t of e) if (t != null) return t instanceof Date;
}
function My(e) {
  for (let t of e) if (t != null) return typeof t == "string" && isNaN(t) && Vo(t);
}
function Sy(e) {
  for (let t of e) {
    if (t != null) {
      if (typeof t != "string") return !1;
      if (t.trim()) return !isNaN(t);
    }
  }
}
function $y(e) {
  for (let t of e) if (t != null) return typeof t == "number";
}
function Hc(e, t) {
  let n;
  for (let r of e) {
    if (r != null) {
      if (!t(r)) return !1;
      n = !0;
    }
  }
  return n;
}
var T8 = new Set(
  "none,currentcolor,transparent,aliceblue,antiquewhite,aqua,aquamarine,azure,beige,bisque,black,blanchedalmond,blue,blueviolet,brown,burlywood,cadetblue,chartreuse,chocolate,coral,cornflowerblue,cornsilk,crimson,cyan,darkblue,darkcyan,darkgoldenrod,darkgray,darkgreen,darkgrey,darkkhaki,darkmagenta,darkolivegreen,darkorange,darkorchid,darkred,darksalmon,darkseagreen,darkslateblue,darkslategray,darkslategrey,darkturquoise,darkviolet,deeppink,deepskyblue,dimgray,dimgrey,dodgerblue,firebrick,floralwhite,forestgreen,fuchsia,gainsboro,ghostwhite,gold,goldenrod,gray,green,greenyellow,grey,honeydew,hotpink,indianred,indigo,ivory,khaki,lavender,lavenderblush,lawngreen,lemonchiffon,lightblue,lightcoral,lightcyan,lightgoldenrodyellow,lightgray,lightgreen,lightgrey,lightpink,lightsalmon,lightseagreen,lightskyblue,lightslategray,lightslategrey,lightsteelblue,lightyellow,lime,limegreen,linen,magenta,maroon,mediumaquamarine,mediumblue,mediumorchid,mediumpurple,mediumseagreen,mediumslateblue,mediumspringgreen,mediumturquoise,mediumvioletred,midnightblue,mintcream,mistyrose,moccasin,navajowhite,navy,oldlace,olive,olivedrab,orange,orangered,orchid,palegoldenrod,palegreen,paleturquoise,palevioletred,papayawhip,peachpuff,peru,pink,plum,powderblue,purple,rebeccapurple,red,rosybrown,royalblue,saddlebrown,salmon,sandybrown,seagreen,seashell,sienna,silver,skyblue,slateblue,slategray,slategrey,snow,springgreen,steelblue,tan,teal,thistle,tomato,turquoise,violet,wheat,white,whitesmoke,yellow"
    .split(","),
);
function qi(e) {
  return typeof e != "string" ? !1 : (e = e.toLowerCase().trim(),
    /^#[0-9a-f]{3,8}$/.test(e) ||
    /^(?:url|var|rgb|rgba|hsl|hsla|hwb|lab|lch|oklab|oklch|color|color-mix)\(.*\)$/.test(e) || T8.has(e));
}
function Ty(e) {
  return typeof e == "number" && (0 <= e && e <= 1 || isNaN(e));
}
function Ye(e) {
  return e == null || Kr(e);
}
function Kr(e) {
  return /^\s*none\s*$/i.test(e);
}
function ky(e) {
  return /^\s*round\s*$/i.test(e);
}
function Gc(e, t) {
  return kd(e, t, ["middle", "top-left", "top", "top-right", "right", "bottom-right", "bottom", "bottom-left", "left"]);
}
function dr(e = "middle") {
  return Gc(e, "frameAnchor");
}
function Ay(e = {}, ...t) {
  let n = e;
  for (let r of t) {
    for (let i in r) {
      if (n[i] === void 0) {
        let o = r[i];
        n === e ? n = { ...n, [i]: o } : n[i] = o;
      }
    }
  }
  return n;
}
function k8(e) {
  console.warn("named iterables are deprecated; please use an object instead");
  let t = new Set();
  return Object.fromEntries(Array.from(e, (n) => {
    let { name: r } = n;
    if (r == null) throw new Error("missing name");
    let i = `${r}`;
    if (i === "__proto__") throw new Error(`illegal name: ${i}`);
    if (t.has(i)) throw new Error(`duplicate name: ${i}`);
    return t.add(i), [r, n];
  }));
}
function Id(e) {
  return ut(e) ? k8(e) : e;
}
function Vc(e) {
  return e === !0
    ? e = "frame"
    : e === !1
    ? e = null
    : !yy(e) && e != null && (e = tt(e, "clip", ["frame", "sphere"]), e === "sphere" && (e = { type: "Sphere" })),
    e;
}
function Cy(e) {
  return e && typeof e.getChild == "function" && typeof e.toArray == "function" && e.schema &&
    Array.isArray(e.schema.fields);
}
function Ny(e) {
  return e && typeof e.toArray == "function" && e.type;
}
function A8(e) {
  return e && (e.typeId === 8 || e.typeId === 10) && e.unit === 1;
}
var Ft = Symbol("position"),
  _t = Symbol("color"),
  Qr = Symbol("radius"),
  Jr = Symbol("length"),
  ei = Symbol("opacity"),
  Ui = Symbol("symbol"),
  Ey = Symbol("projection"),
  ge = new Map([
    ["x", Ft],
    ["y", Ft],
    ["fx", Ft],
    ["fy", Ft],
    ["r", Qr],
    ["color", _t],
    ["opacity", ei],
    ["symbol", Ui],
    ["length", Jr],
    ["projection", Ey],
  ]);
function Py(e) {
  return e === Ft || e === Ey;
}
function Ry(e) {
  return e === Ft || e === Qr || e === Jr || e === ei;
}
var C8 = Math.sqrt(3),
  N8 = 2 / C8,
  E8 = {
    draw(e, t) {
      let n = Math.sqrt(t / Math.PI), r = n * N8, i = r / 2;
      e.moveTo(0, r),
        e.lineTo(n, i),
        e.lineTo(n, -i),
        e.lineTo(0, -r),
        e.lineTo(-n, -i),
        e.lineTo(-n, i),
        e.closePath();
    },
  },
  Ld = new Map([
    ["asterisk", Kl],
    ["circle", Hr],
    ["cross", Ql],
    ["diamond", Jl],
    ["diamond2", ed],
    ["hexagon", E8],
    ["plus", td],
    ["square", nd],
    ["square2", rd],
    ["star", id],
    ["times", sd],
    ["triangle", od],
    ["triangle2", ad],
    ["wye", cd],
  ]);
function Od(e) {
  return e && typeof e.draw == "function";
}
function Iy(e) {
  return Od(e) ? !0 : typeof e != "string" ? !1 : Ld.has(e.toLowerCase());
}
function Xi(e) {
  if (e == null || Od(e)) return e;
  let t = Ld.get(`${e}`.toLowerCase());
  if (t) return t;
  throw new Error(`invalid symbol: ${e}`);
}
function Ly(e) {
  if (e == null || Od(e)) return [void 0, e];
  if (typeof e == "string") {
    let t = Ld.get(`${e}`.toLowerCase());
    if (t) return [void 0, t];
  }
  return [e, void 0];
}
function ti({ filter: e, sort: t, reverse: n, transform: r, initializer: i, ...o } = {}, a) {
  if (
    r === void 0 && (e != null && (r = Oy(e)), t != null && !fr(t) && (r = Dd(r, Bd(t))), n && (r = Dd(r, Dy))),
      a != null && i != null
  ) throw new Error("transforms cannot be applied after initializers");
  return { ...o, ...(t === null || fr(t)) && { sort: t }, transform: Dd(r, a) };
}
function qn({ filter: e, sort: t, reverse: n, initializer: r, ...i } = {}, o) {
  return r === void 0 && (e != null && (r = Oy(e)), t != null && !fr(t) && (r = Fd(r, Bd(t))), n && (r = Fd(r, Dy))),
    { ...i, ...(t === null || fr(t)) && { sort: t }, initializer: Fd(r, o) };
}
function Dd(e, t) {
  return e == null ? t === null ? void 0 : t : t == null ? e === null ? void 0 : e : function (n, r, i) {
    return { data: n, facets: r } = e.call(this, n, r, i), t.call(this, Yn(n), r, i);
  };
}
function Fd(e, t) {
  return e == null ? t === null ? void 0 : t : t == null ? e === null ? void 0 : e : function (n, r, i, ...o) {
    let a, c, s, f, u, d;
    return { data: c = n, facets: s = r, channels: a } = e.call(this, n, r, i, ...o),
      { data: u = c, facets: d = s, channels: f } = t.call(this, c, s, { ...i, ...a }, ...o),
      { data: u, facets: d, channels: { ...a, ...f } };
  };
}
function P8(e, t) {
  return (e.initializer != null ? qn : ti)(e, t);
}
function Oy(e) {
  return (t, n) => {
    let r = _e(t, e);
    return { data: t, facets: n.map((i) => i.filter((o) => r[o])) };
  };
}
function Dy(e, t) {
  return { data: e, facets: t.map((n) => n.slice().reverse()) };
}
function Fy(e, { sort: t, ...n } = {}) {
  return { ...(Fi(e) && e.channel !== void 0 ? qn : P8)(n, Bd(e)), sort: fr(t) ? t : null };
}
function Bd(e) {
  return (typeof e == "function" && e.length !== 1 ? R8 : I8)(e);
}
function R8(e) {
  return (t, n) => {
    let r = Wt(t) ? (i, o) => e(t[i], t[o]) : (i, o) => e(t.get(i), t.get(o));
    return { data: t, facets: n.map((i) => i.slice().sort(r)) };
  };
}
function I8(e) {
  let t, n;
  ({ channel: t, value: e, order: n } = { ...yn(e) });
  let r = t?.startsWith("-");
  if (r && (t = t.slice(1)), n === void 0 && (n = r ? Gr : Ge), typeof n != "function") {
    switch (`${n}`.toLowerCase()) {
      case "ascending":
        n = Ge;
        break;
      case "descending":
        n = Gr;
        break;
      default:
        throw new Error(`invalid order: ${n}`);
    }
  }
  return (i, o, a) => {
    let c;
    if (t === void 0) c = _e(i, e);
    else {
      if (a === void 0) throw new Error("channel sort requires an initializer");
      if (c = a[t], !c) return {};
      c = c.value;
    }
    let s = (f, u) => n(c[f], c[u]);
    return { data: i, facets: o.map((f) => f.slice().sort(s)) };
  };
}
function ta(e, ...t) {
  for (let { name: n } of e) if (t.includes(n)) return !0;
  return !1;
}
function Yy(e, t, n = zd) {
  let r = Object.entries(e);
  return t.title != null && e.title === void 0 && r.push(["title", B8]),
    t.href != null && e.href === void 0 && r.push(["href", Zc]),
    r.filter(([, i]) => i !== void 0).map(([i, o]) => o === null ? L8(i) : n(i, o, t));
}
function zd(e, t, n, r = Yd) {
  let i;
  Ht(t) && "reduce" in t && (i = t.scale, t = t.reduce);
  let o = r(e, t, n), [a, c] = zi(o.label), s;
  return {
    name: e,
    output: i === void 0 ? a : { value: a, scale: i },
    initialize(f) {
      o.initialize(f), s = c([]);
    },
    scope(f, u) {
      o.scope(f, u);
    },
    reduce(f, u) {
      s.push(o.reduce(f, u));
    },
  };
}
function L8(e) {
  return { name: e, initialize() {}, scope() {}, reduce() {} };
}
function Yd(e, t, n, r = na) {
  let i = xy(e, n), o = r(t, i), a, c;
  return {
    label: Gt(o === ea ? null : i, o.label),
    initialize(s) {
      a = i === void 0 ? s : _e(s, i), o.scope === "data" && (c = o.reduceIndex(nt(s), a));
    },
    scope(s, f) {
      o.scope === s && (c = o.reduceIndex(f, a));
    },
    reduce(s, f) {
      return o.scope == null ? o.reduceIndex(s, a, f) : o.reduceIndex(s, a, c, f);
    },
  };
}
function qd(e, t) {
  return t ? kr(e, (n) => t[n]) : [[, e]];
}
function na(e, t, n = O8) {
  if (e == null) return n(e);
  if (typeof e.reduceIndex == "function") return e;
  if (typeof e.reduce == "function" && Ht(e)) return D8(e);
  if (typeof e == "function") return F8(e);
  if (/^p\d{2}$/i.test(e)) return Un(gy(e));
  switch (`${e}`.toLowerCase()) {
    case "first":
      return Zc;
    case "last":
      return z8;
    case "identity":
      return Ud;
    case "count":
      return ea;
    case "distinct":
      return Y8;
    case "sum":
      return t == null ? ea : q8;
    case "proportion":
      return zy(t, "data");
    case "proportion-facet":
      return zy(t, "facet");
    case "deviation":
      return Un(pf);
    case "min":
      return Un($t);
    case "min-index":
      return Un(Jp);
    case "max":
      return Un(Ze);
    case "max-index":
      return Un(Qp);
    case "mean":
      return By(rm);
    case "median":
      return By(go);
    case "variance":
      return Un(hf);
    case "mode":
      return Un(im);
  }
  return n(e);
}
function O8(e) {
  throw new Error(`invalid reduce: ${e}`);
}
function qy(e, t) {
  for (let n in t) {
    let r = t[n];
    if (r !== void 0 && !e.some((i) => i.name === n)) return r;
  }
}
function Uy(e, t, n) {
  if (t) {
    let r = t.output.transform(), i = (o, a) => Ge(r[o], r[a]);
    e.forEach((o) => o.sort(i));
  }
  n && e.forEach((r) => r.reverse());
}
function D8(e) {
  return console.warn("deprecated reduce interface; implement reduceIndex instead."),
    { ...e, reduceIndex: e.reduce.bind(e) };
}
function F8(e) {
  return {
    reduceIndex(t, n, r) {
      return e(Xc(n, t), r);
    },
  };
}
function Un(e) {
  return {
    reduceIndex(t, n) {
      return e(t, (r) => n[r]);
    },
  };
}
function By(e) {
  return {
    reduceIndex(t, n) {
      let r = e(t, (i) => n[i]);
      return ke(n) ? new Date(r) : r;
    },
  };
}
var Ud = {
    reduceIndex(e, t) {
      return Xc(t, e);
    },
  },
  Zc = {
    reduceIndex(e, t) {
      return t[e[0]];
    },
  },
  B8 = {
    reduceIndex(e, t) {
      let r = ui(Nn(e, (o) => o.length, (o) => t[o]), Qo), i = r.slice(-5).reverse();
      if (i.length < r.length) {
        let o = r.slice(0, -4);
        i[4] = [`\u2026 ${o.length.toLocaleString("en-US")} more`, qt(o, Qo)];
      }
      return i.map(([o, a]) => `${o} (${a.toLocaleString("en-US")})`).join(`
`);
    },
  },
  z8 = {
    reduceIndex(e, t) {
      return t[e[e.length - 1]];
    },
  },
  ea = {
    label: "Frequency",
    reduceIndex(e) {
      return e.length;
    },
  },
  Y8 = {
    label: "Distinct",
    reduceIndex(e, t) {
      let n = new Qt();
      for (let r of e) n.add(t[r]);
      return n.size;
    },
  },
  q8 = Un(qt);
function zy(e, t) {
  return e == null
    ? { scope: t, label: "Frequency", reduceIndex: (n, r, i = 1) => n.length / i }
    : { scope: t, reduceIndex: (n, r, i = 1) => qt(n, (o) => r[o]) / i };
}
var Xy = {
  reduceIndex(e, t, { z: n }) {
    return n;
  },
};
function ji(e, { scale: t, type: n, value: r, filter: i, hint: o, label: a = Gt(r) }, c) {
  return o === void 0 && typeof r?.transform == "function" && (o = r.hint),
    jd(c, { scale: t, type: n, value: _e(e, r), label: a, filter: i, hint: o });
}
function Wy(e, t) {
  return Object.fromEntries(Object.entries(e).map(([n, r]) => [n, ji(t, r, n)]));
}
function Hy(e, t) {
  let n = Object.fromEntries(
    Object.entries(e).map(([r, { scale: i, value: o }]) => {
      let a = i == null ? null : t[i];
      return [r, a == null ? o : pe(o, a)];
    }),
  );
  return n.channels = e, n;
}
function jd(e, t) {
  let { scale: n, value: r } = t;
  if (n === !0 || n === "auto") {
    switch (e) {
      case "fill":
      case "stroke":
      case "color":
        t.scale = n !== !0 && Hc(r, qi) ? null : "color", t.defaultScale = "color";
        break;
      case "fillOpacity":
      case "strokeOpacity":
      case "opacity":
        t.scale = n !== !0 && Hc(r, Ty) ? null : "opacity", t.defaultScale = "opacity";
        break;
      case "symbol":
        n !== !0 && Hc(r, Iy) ? (t.scale = null, t.value = pe(r, Xi)) : t.scale = "symbol", t.defaultScale = "symbol";
        break;
      default:
        t.scale = ge.has(e) ? e : null;
        break;
    }
  } else if (n === !1) t.scale = null;
  else if (n != null && !ge.has(n)) throw new Error(`unknown scale: ${n}`);
  return t;
}
function Gy(e, t, n, r, i) {
  let { order: o, reverse: a, reduce: c = !0, limit: s } = i;
  for (let f in i) {
    if (!ge.has(f)) continue;
    let { value: u, order: d = o, reverse: l = a, reduce: h = c, limit: p = s } = yn(i[f]), m = u?.startsWith("-");
    if (
      m && (u = u.slice(1)),
        d = d === void 0 ? m !== (u === "width" || u === "height") ? Zy : Vy : j8(d),
        h == null || h === !1
    ) continue;
    let y = f === "fx" || f === "fy" ? X8(t, r[f]) : U8(n, f);
    if (!y) throw new Error(`missing channel for scale: ${f}`);
    let x = y.value, [g = 0, v = 1 / 0] = ut(p) ? p : p < 0 ? [p] : [0, p];
    if (u == null) {
      y.domain = () => {
        let _ = Array.from(new Qt(x));
        return l && (_ = _.reverse()), (g !== 0 || v !== 1 / 0) && (_ = _.slice(g, v)), _;
      };
    } else {
      let _ = u === "data"
          ? e
          : u === "height"
          ? jy(n, "y1", "y2")
          : u === "width"
          ? jy(n, "x1", "x2")
          : Xd(n, u, u === "y" ? "y2" : u === "x" ? "x2" : void 0),
        $ = na(h === !0 ? "max" : h, _);
      y.domain = () => {
        let M = Vp(nt(x), (w) => $.reduceIndex(w, _), (w) => x[w]);
        return d && M.sort(d), l && M.reverse(), (g !== 0 || v !== 1 / 0) && (M = M.slice(g, v)), M.map(Uc);
      };
    }
  }
}
function U8(e, t) {
  for (let n in e) {
    let r = e[n];
    if (r.scale === t) return r;
  }
}
function X8(e, t) {
  let n = e.original;
  if (n === e) return t;
  let r = t.value, i = t.value = [];
  for (let o = 0; o < n.length; ++o) {
    let a = r[n[o][0]];
    for (let c of e[o]) i[c] = a;
  }
  return t;
}
function jy(e, t, n) {
  let r = Xd(e, t), i = Xd(e, n);
  return pe(i, (o, a) => Math.abs(o - r[a]), Float64Array);
}
function Xd(e, t, n) {
  let r = e[t];
  if (!r && n !== void 0 && (r = e[n]), r) return r.value;
  throw new Error(`missing channel: ${t}`);
}
function j8(e) {
  if (e == null || typeof e == "function") return e;
  switch (`${e}`.toLowerCase()) {
    case "ascending":
      return Vy;
    case "descending":
      return Zy;
  }
  throw new Error(`invalid order: ${e}`);
}
function Vy([e, t], [n, r]) {
  return Ge(t, r) || Ge(e, n);
}
function Zy([e, t], [n, r]) {
  return Gr(t, r) || Ge(e, n);
}
function Wd(e, t) {
  let n = e[t];
  if (n) {
    for (; n.source;) n = n.source;
    return n.source === null ? null : n;
  }
}
var tb = new Map([
  ["accent", r1],
  ["category10", n1],
  ["dark2", i1],
  ["observable10", o1],
  ["paired", a1],
  ["pastel1", c1],
  ["pastel2", s1],
  ["set1", f1],
  ["set2", u1],
  ["set3", l1],
  ["tableau10", d1],
]);
function nb(e) {
  return e != null && tb.has(`${e}`.toLowerCase());
}
var Ky = new Map([
  ...tb,
  ["brbg", Xn(Bu, zu)],
  ["prgn", Xn(Yu, qu)],
  ["piyg", Xn(Uu, Xu)],
  ["puor", Xn(ju, Wu)],
  ["rdbu", Xn(Cc, jo)],
  ["rdgy", Xn(Hu, Gu)],
  ["rdylbu", Xn(Nc, Wo)],
  ["rdylgn", Xn(Vu, Zu)],
  ["spectral", Xn(Ku, Qu)],
  ["burd", Qy(Cc, jo)],
  ["buylrd", Qy(Nc, Wo)],
  ["blues", qe(Ml, Sl)],
  ["greens", qe($l, Tl)],
  ["greys", qe(kl, Al)],
  ["oranges", qe(Rl, Il)],
  ["purples", qe(Cl, Nl)],
  ["reds", qe(El, Pl)],
  ["turbo", jn(Yl)],
  ["viridis", jn(ql)],
  ["magma", jn(Ul)],
  ["inferno", jn(Xl)],
  ["plasma", jn(jl)],
  ["cividis", jn(Ll)],
  ["cubehelix", jn(Ol)],
  ["warm", jn(Dl)],
  ["cool", jn(Fl)],
  ["bugn", qe(Ju, el)],
  ["bupu", qe(tl, nl)],
  ["gnbu", qe(rl, il)],
  ["orrd", qe(ol, al)],
  ["pubu", qe(fl, ul)],
  ["pubugn", qe(cl, sl)],
  ["purd", qe(ll, dl)],
  ["rdpu", qe(hl, pl)],
  ["ylgn", qe(yl, bl)],
  ["ylgnbu", qe(ml, gl)],
  ["ylorbr", qe(xl, _l)],
  ["ylorrd", qe(vl, wl)],
  ["rainbow", Jy(Bl)],
  ["sinebow", Jy(zl)],
]);
function qe(e, t) {
  return ({ length: n }) =>
    n === 1 ? [e[3][1]] : n === 2 ? [e[3][1], e[3][2]] : (n = Math.max(3, Math.floor(n)), n > 9 ? Ke(t, n) : e[n]);
}
function Xn(e, t) {
  return ({ length: n }) => n === 2 ? [e[3][0], e[3][2]] : (n = Math.max(3, Math.floor(n)), n > 11 ? Ke(t, n) : e[n]);
}
function Qy(e, t) {
  return ({ length: n }) =>
    n === 2
      ? [e[3][2], e[3][0]]
      : (n = Math.max(3, Math.floor(n)), n > 11 ? Ke((r) => t(1 - r), n) : e[n].slice().reverse());
}
function jn(e) {
  return ({ length: t }) => Ke(e, Math.max(2, Math.floor(t)));
}
function Jy(e) {
  return ({ length: t }) => Ke(e, Math.floor(t) + 1).slice(0, -1);
}
function Hd(e) {
  let t = `${e}`.toLowerCase();
  if (!Ky.has(t)) throw new Error(`unknown ordinal scheme: ${t}`);
  return Ky.get(t);
}
function ra(e, t) {
  let n = Hd(e), r = typeof n == "function" ? n({ length: t }) : n;
  return r.length !== t ? r.slice(0, t) : r;
}
function rb(e, t = "greys") {
  let n = new Set(), [r, i] = ra(t, 2);
  for (let o of e) {
    if (o != null) {
      if (o === !0) n.add(i);
      else if (o === !1) n.add(r);
      else return;
    }
  }
  return [...n];
}
var eb = new Map([
  ["brbg", zu],
  ["prgn", qu],
  ["piyg", Xu],
  ["puor", Wu],
  ["rdbu", jo],
  ["rdgy", Gu],
  ["rdylbu", Wo],
  ["rdylgn", Zu],
  ["spectral", Qu],
  ["burd", (e) => jo(1 - e)],
  ["buylrd", (e) => Wo(1 - e)],
  ["blues", Sl],
  ["greens", Tl],
  ["greys", Al],
  ["purples", Nl],
  ["reds", Pl],
  ["oranges", Il],
  ["turbo", Yl],
  ["viridis", ql],
  ["magma", Ul],
  ["inferno", Xl],
  ["plasma", jl],
  ["cividis", Ll],
  ["cubehelix", Ol],
  ["warm", Dl],
  ["cool", Fl],
  ["bugn", el],
  ["bupu", nl],
  ["gnbu", il],
  ["orrd", al],
  ["pubugn", sl],
  ["pubu", ul],
  ["purd", dl],
  ["rdpu", pl],
  ["ylgnbu", gl],
  ["ylgn", bl],
  ["ylorbr", _l],
  ["ylorrd", wl],
  ["rainbow", Bl],
  ["sinebow", zl],
]);
function Wi(e) {
  let t = `${e}`.toLowerCase();
  if (!eb.has(t)) throw new Error(`unknown quantitative scheme: ${t}`);
  return eb.get(t);
}
var W8 = new Set(["brbg", "prgn", "piyg", "puor", "rdbu", "rdgy", "rdylbu", "rdylgn", "spectral", "burd", "buylrd"]);
function ib(e) {
  return e != null && W8.has(`${e}`.toLowerCase());
}
var Vd = (e) => (t) => e(1 - t),
  Gd = [0, 1],
  ob = new Map([["number", Re], ["rgb", Pr], ["hsl", Km], ["hcl", e0], ["lab", Qm]]);
function Zd(e) {
  let t = `${e}`.toLowerCase();
  if (!ob.has(t)) throw new Error(`unknown interpolator: ${t}`);
  return ob.get(t);
}
function Gi(e, t, n, {
  type: r,
  nice: i,
  clamp: o,
  zero: a,
  domain: c = pb(e, n),
  unknown: s,
  round: f,
  scheme: u,
  interval: d,
  range: l = ge.get(e) === Qr ? Z8(n, c) : ge.get(e) === Jr ? K8(n, c) : ge.get(e) === ei ? Gd : void 0,
  interpolate: h = ge.get(e) === _t
    ? u == null && l !== void 0 ? Pr : Wi(u !== void 0 ? u : r === "cyclical" ? "rainbow" : "turbo")
    : f
    ? _o
    : Re,
  reverse: p,
}) {
  if (
    c = ab(c),
      d = gn(d, r),
      (r === "cyclical" || r === "sequential") && (r = "linear"),
      typeof h != "function" && (h = Zd(h)),
      p = !!p,
      l !== void 0
  ) {
    let m = c.length, y = (l = ab(l)).length;
    if (m !== y) {
      if (h.length === 1) throw new Error("invalid piecewise interpolator");
      h = tr(h, l), l = void 0;
    }
  }
  if (
    h.length === 1
      ? (p && (h = Vd(h), p = !1),
        l === void 0 && (l = Float64Array.from(c, (m, y) => y / (c.length - 1)), l.length === 2 && (l = Gd)),
        t.interpolate((l === Gd ? bt : ia)(h)))
      : t.interpolate(h), a
  ) {
    let [m, y] = Ue(c);
    (m > 0 || y < 0) && (c = sr(c), (zn(c) || 1) === Math.sign(m) ? c[0] = 0 : c[c.length - 1] = 0);
  }
  return p && (c = mi(c)),
    t.domain(c).unknown(s),
    i && (t.nice(H8(i, r)), c = t.domain()),
    l !== void 0 && t.range(l),
    o && t.clamp(o),
    { type: r, domain: c, range: l, scale: t, interpolate: h, interval: d };
}
function ab(e) {
  return e = mn(e), e.length >= 2 ? e : [e[0], e[0]];
}
function H8(e, t) {
  return e === !0 ? void 0 : typeof e == "number" ? e : _y(e, t);
}
function cb(e, t, n) {
  return Gi(e, Xo(), t, n);
}
function sb(e, t, n) {
  return Kd(e, t, { ...n, exponent: .5 });
}
function Kd(e, t, { exponent: n = 1, ...r }) {
  return Gi(e, Eu().exponent(n), t, { ...r, type: "pow" });
}
function fb(e, t, { base: n = 10, domain: r = Q8(t), ...i }) {
  return Gi(e, Cu().base(n), t, { ...i, domain: r });
}
function ub(e, t, { constant: n = 1, ...r }) {
  return Gi(e, Nu().constant(n), t, r);
}
function lb(
  e,
  t,
  {
    range: n,
    quantiles: r = n === void 0 ? 5 : (n = [...n]).length,
    n: i = r,
    scheme: o = "rdylbu",
    domain: a = J8(t),
    unknown: c,
    interpolate: s,
    reverse: f,
  },
) {
  return n === void 0 && (n = s !== void 0 ? Ke(s, i) : ge.get(e) === _t ? ra(o, i) : void 0),
    a.length > 0 && (a = Pu(a, n === void 0 ? { length: i } : n).quantiles()),
    Kc(e, t, { domain: a, range: n, reverse: f, unknown: c });
}
function db(
  e,
  t,
  {
    range: n,
    n: r = n === void 0 ? 5 : (n = [...n]).length,
    scheme: i = "rdylbu",
    domain: o = pb(e, t),
    unknown: a,
    interpolate: c,
    reverse: s,
  },
) {
  let [f, u] = Ue(o), d;
  return n === void 0
    ? (d = Qn(f, u, r),
      d[0] <= f && d.splice(0, 1),
      d[d.length - 1] >= u && d.pop(),
      r = d.length + 1,
      n = c !== void 0 ? Ke(c, r) : ge.get(e) === _t ? ra(i, r) : void 0)
    : (d = Ke(Re(f, u), r + 1).slice(1, -1), f instanceof Date && (d = d.map((l) => new Date(l)))),
    zn(mn(o)) < 0 && d.reverse(),
    Kc(e, t, { domain: d, range: n, reverse: s, unknown: a });
}
function Kc(
  e,
  t,
  {
    domain: n = [0],
    unknown: r,
    scheme: i = "rdylbu",
    interpolate: o,
    range: a = o !== void 0 ? Ke(o, n.length + 1) : ge.get(e) === _t ? ra(i, n.length + 1) : void 0,
    reverse: c,
  },
) {
  n = mn(n);
  let s = zn(n);
  if (!isNaN(s) && !G8(n, s)) throw new Error(`the ${e} scale has a non-monotonic domain`);
  return c && (a = mi(a)),
    { type: "threshold", scale: Ru(s < 0 ? mi(n) : n, a === void 0 ? [] : a).unknown(r), domain: n, range: a };
}
function G8(e, t) {
  for (let n = 1, r = e.length, i = e[0]; n < r; ++n) {
    let o = Cn(i, i = e[n]);
    if (o !== 0 && o !== t) return !1;
  }
  return !0;
}
function hb(e) {
  return { type: "identity", scale: Ry(ge.get(e)) ? Au() : (t) => t };
}
function Hi(e, t = hd) {
  return e.length
    ? [$t(e, ({ value: n }) => n === void 0 ? n : $t(n, t)), Ze(e, ({ value: n }) => n === void 0 ? n : Ze(n, t))]
    : [0, 1];
}
function pb(e, t) {
  let n = ge.get(e);
  return (n === Qr || n === ei || n === Jr ? V8 : Hi)(t);
}
function V8(e) {
  return [0, e.length ? Ze(e, ({ value: t }) => t === void 0 ? t : Ze(t, hd)) : 1];
}
function Z8(e, t) {
  let n = e.find(({ radius: a }) => a !== void 0);
  if (n !== void 0) return [0, n.radius];
  let r = An(e, .5, ({ value: a }) => a === void 0 ? NaN : An(a, .25, Vr)),
    i = t.map((a) => 3 * Math.sqrt(a / r)),
    o = 30 / Ze(i);
  return o < 1 ? i.map((a) => a * o) : i;
}
function K8(e, t) {
  let n = go(e, ({ value: o }) => o === void 0 ? NaN : go(o, Math.abs)), r = t.map((o) => 12 * o / n), i = 60 / Ze(r);
  return i < 1 ? r.map((o) => o * i) : r;
}
function Q8(e) {
  for (let { value: t } of e) {
    if (t !== void 0) {
      for (let n of t) {
        if (n > 0) return Hi(e, Vr);
        if (n < 0) return Hi(e, Pi);
      }
    }
  }
  return [1, 10];
}
function J8(e) {
  let t = [];
  for (let { value: n } of e) if (n !== void 0) { for (let r of n) t.push(r); }
  return t;
}
function ia(e) {
  return (t, n) => (r) => e(t + r * (n - t));
}
var Qd = 0, Jd;
function mb() {
  let e = Qd;
  return Qd = 0, Jd = void 0, e;
}
function lt(e) {
  e !== Jd && (Jd = e, console.warn(e), ++Qd);
}
function Qc(
  e,
  t,
  n,
  r,
  {
    type: i,
    nice: o,
    clamp: a,
    domain: c = Hi(r),
    unknown: s,
    pivot: f = 0,
    scheme: u,
    range: d,
    symmetric: l = !0,
    interpolate: h = ge.get(e) === _t ? u == null && d !== void 0 ? Pr : Wi(u !== void 0 ? u : "rdbu") : Re,
    reverse: p,
  },
) {
  f = +f, c = mn(c);
  let [m, y] = c;
  if (
    c.length > 2 && lt(`Warning: the diverging ${e} scale domain contains extra elements.`),
      Cn(m, y) < 0 && ([m, y] = [y, m], p = !p),
      m = Math.min(m, f),
      y = Math.max(y, f),
      typeof h != "function" && (h = Zd(h)),
      d !== void 0 && (h = h.length === 1 ? ia(h)(...d) : tr(h, d)),
      p && (h = Vd(h)),
      l
  ) {
    let x = n.apply(f), g = x - n.apply(m), v = n.apply(y) - x;
    g < v ? m = n.invert(x - v) : g > v && (y = n.invert(x + g));
  }
  return t.domain([m, f, y]).unknown(s).interpolator(h),
    a && t.clamp(a),
    o && t.nice(o),
    { type: i, domain: [m, y], pivot: f, interpolate: h, scale: t };
}
function gb(e, t, n) {
  return Qc(e, Lu(), e4, t, n);
}
function yb(e, t, n) {
  return eh(e, t, { ...n, exponent: .5 });
}
function eh(e, t, { exponent: n = 1, ...r }) {
  return Qc(e, Fu().exponent(n = +n), r4(n), t, { ...r, type: "diverging-pow" });
}
function bb(e, t, { base: n = 10, pivot: r = 1, domain: i = Hi(t, r < 0 ? Pi : Vr), ...o }) {
  return Qc(e, Ou().base(n = +n), t4, t, { domain: i, pivot: r, ...o });
}
function xb(e, t, { constant: n = 1, ...r }) {
  return Qc(e, Du().constant(n = +n), i4(n), t, r);
}
var e4 = {
    apply(e) {
      return e;
    },
    invert(e) {
      return e;
    },
  },
  t4 = { apply: Math.log, invert: Math.exp },
  n4 = {
    apply(e) {
      return Math.sign(e) * Math.sqrt(Math.abs(e));
    },
    invert(e) {
      return Math.sign(e) * (e * e);
    },
  };
function r4(e) {
  return e === .5 ? n4 : {
    apply(t) {
      return Math.sign(t) * Math.pow(Math.abs(t), e);
    },
    invert(t) {
      return Math.sign(t) * Math.pow(Math.abs(t), 1 / e);
    },
  };
}
function i4(e) {
  return {
    apply(t) {
      return Math.sign(t) * Math.log1p(Math.abs(t / e));
    },
    invert(t) {
      return Math.sign(t) * Math.expm1(Math.abs(t)) * e;
    },
  };
}
function _b(e, t, n, r) {
  return Gi(e, t, n, r);
}
function vb(e, t, n) {
  return _b(e, e1(), t, n);
}
function wb(e, t, n) {
  return _b(e, t1(), t, n);
}
var Vi = Symbol("ordinal");
function Sb(e, t, n, { type: r, interval: i, domain: o, range: a, reverse: c, hint: s }) {
  return i = gn(i, r),
    o === void 0 && (o = Cb(n, i, e)),
    (r === "categorical" || r === Vi) && (r = "ordinal"),
    c && (o = mi(o)),
    o = t.domain(o).domain(),
    a !== void 0 && (typeof a == "function" && (a = a(o)), t.range(a)),
    { type: r, domain: o, range: a, scale: t, hint: s, interval: i };
}
function $b(e, t, { type: n, interval: r, domain: i, range: o, scheme: a, unknown: c, ...s }) {
  r = gn(r, n), i === void 0 && (i = Cb(t, r, e));
  let f;
  if (ge.get(e) === Ui) f = o4(t), o = o === void 0 ? a4(f) : pe(o, Xi);
  else if (
    ge.get(e) === _t &&
    (o === void 0 && (n === "ordinal" || n === Vi) && (o = rb(i, a), o !== void 0 && (a = void 0)),
      a === void 0 && o === void 0 && (a = n === "ordinal" ? "turbo" : "observable10"),
      a !== void 0)
  ) {
    if (o !== void 0) {
      let u = Wi(a), d = o[0], l = o[1] - o[0];
      o = ({ length: h }) => Ke((p) => u(d + l * p), h);
    } else o = Hd(a);
  }
  if (c === vc) throw new Error(`implicit unknown on ${e} scale is not supported`);
  return Sb(e, Mc().unknown(c), t, { ...s, type: n, domain: i, range: o, hint: f });
}
function Tb(e, t, { align: n = .5, padding: r = .5, ...i }) {
  return Ab(Gg().align(n).padding(r), t, i, e);
}
function kb(
  e,
  t,
  { align: n = .5, padding: r = .1, paddingInner: i = r, paddingOuter: o = e === "fx" || e === "fy" ? 0 : r, ...a },
) {
  return Ab(Ei().align(n).paddingInner(i).paddingOuter(o), t, a, e);
}
function Ab(e, t, n, r) {
  let { round: i } = n;
  return i !== void 0 && e.round(i = !!i), e = Sb(r, e, t, n), e.round = i, e;
}
function Cb(e, t, n) {
  let r = new Qt();
  for (let { value: i, domain: o } of e) {
    if (o !== void 0) return o();
    if (i !== void 0) { for (let a of i) r.add(a); }
  }
  if (t !== void 0) {
    let [i, o] = Ue(r).map(t.floor, t);
    return t.range(i, t.offset(o));
  }
  if (r.size > 1e4 && ge.get(n) === Ft) {
    throw new Error(`implicit ordinal domain of ${n} scale has more than 10,000 values`);
  }
  return ui(r, Ge);
}
function Mb(e, t) {
  let n;
  for (let { hint: r } of e) {
    let i = r?.[t];
    if (i !== void 0) {
      if (n === void 0) n = i;
      else if (n !== i) return;
    }
  }
  return n;
}
function o4(e) {
  return { fill: Mb(e, "fill"), stroke: Mb(e, "stroke") };
}
function a4(e) {
  return Ye(e.fill) ? E1 : N1;
}
function oa(
  e,
  {
    label: t,
    inset: n = 0,
    insetTop: r = n,
    insetRight: i = n,
    insetBottom: o = n,
    insetLeft: a = n,
    round: c,
    nice: s,
    clamp: f,
    zero: u,
    align: d,
    padding: l,
    projection: h,
    facet: { label: p = t } = {},
    ...m
  } = {},
) {
  let y = {};
  for (let [x, g] of e) {
    let v = m[x],
      _ = f4(x, g, {
        round: ge.get(x) === Ft ? c : void 0,
        nice: s,
        clamp: f,
        zero: u,
        align: d,
        padding: l,
        projection: h,
        ...v,
      });
    if (_) {
      let {
        label: $ = x === "fx" || x === "fy" ? p : t,
        percent: M,
        transform: w,
        inset: S,
        insetTop: T = S !== void 0 ? S : x === "y" ? r : 0,
        insetRight: C = S !== void 0 ? S : x === "x" ? i : 0,
        insetBottom: k = S !== void 0 ? S : x === "y" ? o : 0,
        insetLeft: N = S !== void 0 ? S : x === "x" ? a : 0,
      } = v || {};
      if (w == null) w = void 0;
      else if (typeof w != "function") throw new Error("invalid scale transform; not a function");
      _.percent = !!M,
        _.label = $ === void 0 ? c4(g, _) : $,
        _.transform = w,
        x === "x" || x === "fx"
          ? (_.insetLeft = +N, _.insetRight = +C)
          : (x === "y" || x === "fy") && (_.insetTop = +T, _.insetBottom = +k),
        y[x] = _;
    }
  }
  return y;
}
function nh(e) {
  let t = {}, n = { scales: t };
  for (let [r, i] of Object.entries(e)) {
    let { scale: o, type: a, interval: c, label: s } = i;
    t[r] = h4(i), n[r] = o, o.type = a, c != null && (o.interval = c), s != null && (o.label = s);
  }
  return n;
}
function Ib(e, t) {
  let { x: n, y: r, fx: i, fy: o } = e, a = i || o ? es(t) : t;
  i && Nb(i, a), o && Eb(o, a);
  let c = i || o ? rh(e, t) : t;
  n && Nb(n, c), r && Eb(r, c);
}
function c4(e = [], t) {
  let n;
  for (let { label: r } of e) {
    if (r !== void 0) {
      if (n === void 0) n = r;
      else if (n !== r) return;
    }
  }
  if (n !== void 0) return !bn(t) && t.percent && (n = `${n} (%)`), { inferred: !0, toString: () => n };
}
function Lb(e) {
  return Math.sign(zn(e.domain())) * Math.sign(zn(e.range()));
}
function es(e) {
  let {
    marginTop: t,
    marginRight: n,
    marginBottom: r,
    marginLeft: i,
    width: o,
    height: a,
    facet: { marginTop: c, marginRight: s, marginBottom: f, marginLeft: u },
  } = e;
  return {
    marginTop: Math.max(t, c),
    marginRight: Math.max(n, s),
    marginBottom: Math.max(r, f),
    marginLeft: Math.max(i, u),
    width: o,
    height: a,
  };
}
function rh({ fx: e, fy: t }, n) {
  let { marginTop: r, marginRight: i, marginBottom: o, marginLeft: a, width: c, height: s } = es(n);
  return {
    marginTop: r,
    marginRight: i,
    marginBottom: o,
    marginLeft: a,
    width: e ? e.scale.bandwidth() + a + i : c,
    height: t ? t.scale.bandwidth() + r + o : s,
    facet: { width: c, height: s },
  };
}
function Nb(e, t) {
  if (e.range === void 0) {
    let { insetLeft: n, insetRight: r } = e,
      { width: i, marginLeft: o = 0, marginRight: a = 0 } = t,
      c = o + n,
      s = i - a - r;
    e.range = [c, Math.max(c, s)], bn(e) || (e.range = Db(e)), e.scale.range(e.range);
  }
  Ob(e);
}
function Eb(e, t) {
  if (e.range === void 0) {
    let { insetTop: n, insetBottom: r } = e,
      { height: i, marginTop: o = 0, marginBottom: a = 0 } = t,
      c = o + n,
      s = i - a - r;
    e.range = [Math.max(c, s), c], bn(e) ? e.range.reverse() : e.range = Db(e), e.scale.range(e.range);
  }
  Ob(e);
}
function Ob(e) {
  e.round === void 0 && l4(e) && s4(e) <= 30 && e.scale.round(!0);
}
function s4({ scale: e }) {
  let t = e.domain().length,
    [n, r] = e.range(),
    i = e.paddingInner ? e.paddingInner() : 1,
    o = e.paddingOuter ? e.paddingOuter() : e.padding(),
    a = t - i,
    c = Math.abs(r - n) / Math.max(1, a + o * 2);
  return (c - Math.floor(c)) * a;
}
function Db(e) {
  let t = e.scale.domain().length + ih(e);
  if (!(t > 2)) return e.range;
  let [n, r] = e.range;
  return Array.from({ length: t }, (i, o) => n + o / (t - 1) * (r - n));
}
function f4(e, t = [], n = {}) {
  let r = u4(e, t, n);
  if (
    n.type === void 0 && n.domain === void 0 && n.range === void 0 && n.interval == null && e !== "fx" && e !== "fy" &&
    bn({ type: r })
  ) {
    let i = t.map(({ value: o }) => o).filter((o) => o !== void 0);
    i.some(ke)
      ? lt(
        `Warning: some data associated with the ${e} scale are dates. Dates are typically associated with a "utc" or "time" scale rather than a "${
          Zi(r)
        }" scale. If you are using a bar mark, you probably want a rect mark with the interval option instead; if you are using a group transform, you probably want a bin transform instead. If you want to treat this data as ordinal, you can specify the interval of the ${e} scale (e.g., d3.utcDay), or you can suppress this warning by setting the type of the ${e} scale to "${
          Zi(r)
        }".`,
      )
      : i.some(My)
      ? lt(
        `Warning: some data associated with the ${e} scale are strings that appear to be dates (e.g., YYYY-MM-DD). If these strings represent dates, you should parse them to Date objects. Dates are typically associated with a "utc" or "time" scale rather than a "${
          Zi(r)
        }" scale. If you are using a bar mark, you probably want a rect mark with the interval option instead; if you are using a group transform, you probably want a bin transform instead. If you want to treat this data as ordinal, you can suppress this warning by setting the type of the ${e} scale to "${
          Zi(r)
        }".`,
      )
      : i.some(Sy) &&
        lt(
          `Warning: some data associated with the ${e} scale are strings that appear to be numbers. If these strings represent numbers, you should parse or coerce them to numbers. Numbers are typically associated with a "linear" scale rather than a "${
            Zi(r)
          }" scale. If you want to treat this data as ordinal, you can specify the interval of the ${e} scale (e.g., 1 for integers), or you can suppress this warning by setting the type of the ${e} scale to "${
            Zi(r)
          }".`,
        );
  }
  switch (n.type = r, r) {
    case "diverging":
    case "diverging-sqrt":
    case "diverging-pow":
    case "diverging-log":
    case "diverging-symlog":
    case "cyclical":
    case "sequential":
    case "linear":
    case "sqrt":
    case "threshold":
    case "quantile":
    case "pow":
    case "log":
    case "symlog":
      n = Jc(t, n, pn);
      break;
    case "identity":
      switch (ge.get(e)) {
        case Ft:
          n = Jc(t, n, pn);
          break;
        case Ui:
          n = Jc(t, n, d4);
          break;
      }
      break;
    case "utc":
    case "time":
      n = Jc(t, n, $d);
      break;
  }
  switch (r) {
    case "diverging":
      return gb(e, t, n);
    case "diverging-sqrt":
      return yb(e, t, n);
    case "diverging-pow":
      return eh(e, t, n);
    case "diverging-log":
      return bb(e, t, n);
    case "diverging-symlog":
      return xb(e, t, n);
    case "categorical":
    case "ordinal":
    case Vi:
      return $b(e, t, n);
    case "cyclical":
    case "sequential":
    case "linear":
      return cb(e, t, n);
    case "sqrt":
      return sb(e, t, n);
    case "threshold":
      return Kc(e, t, n);
    case "quantile":
      return lb(e, t, n);
    case "quantize":
      return db(e, t, n);
    case "pow":
      return Kd(e, t, n);
    case "log":
      return fb(e, t, n);
    case "symlog":
      return ub(e, t, n);
    case "utc":
      return wb(e, t, n);
    case "time":
      return vb(e, t, n);
    case "point":
      return Tb(e, t, n);
    case "band":
      return kb(e, t, n);
    case "identity":
      return hb(e);
    case void 0:
      return;
    default:
      throw new Error(`unknown scale type: ${r}`);
  }
}
function Zi(e) {
  return typeof e == "symbol" ? e.description : e;
}
function Pb(e) {
  return typeof e == "string" ? `${e}`.toLowerCase() : e;
}
var Rb = { toString: () => "projection" };
function u4(e, t, { type: n, domain: r, range: i, scheme: o, pivot: a, projection: c }) {
  if (n = Pb(n), e === "fx" || e === "fy") return "band";
  (e === "x" || e === "y") && c != null && (n = Rb);
  for (let u of t) {
    let d = Pb(u.type);
    if (d !== void 0) {
      if (n === void 0) n = d;
      else if (n !== d) throw new Error(`scale incompatible with channel: ${n} !== ${d}`);
    }
  }
  if (n === Rb) return;
  if (n !== void 0) return n;
  if (r === void 0 && !t.some(({ value: u }) => u !== void 0)) return;
  let s = ge.get(e);
  if (s === Qr) return "sqrt";
  if (s === ei || s === Jr) return "linear";
  if (s === Ui) return "ordinal";
  let f = (r ?? i)?.length;
  if (f < 2 || f > 2) return th(s);
  if (r !== void 0) {
    if (Rd(r)) return th(s);
    if (ke(r)) return "utc";
  } else {
    let u = t.map(({ value: d }) => d).filter((d) => d !== void 0);
    if (u.some(Rd)) return th(s);
    if (u.some(ke)) return "utc";
  }
  if (s === _t) {
    if (a != null || ib(o)) return "diverging";
    if (nb(o)) return "categorical";
  }
  return "linear";
}
function th(e) {
  switch (e) {
    case Ft:
      return "point";
    case _t:
      return Vi;
    default:
      return "ordinal";
  }
}
function bn({ type: e }) {
  return e === "ordinal" || e === "point" || e === "band" || e === Vi;
}
function ih({ type: e }) {
  return e === "threshold";
}
function l4({ type: e }) {
  return e === "point" || e === "band";
}
function hr(e) {
  if (e === void 0) return !0;
  let t = e.domain(), n = e(t[0]);
  for (let r = 1, i = t.length; r < i; ++r) if (e(t[r]) - n) return !1;
  return !0;
}
function Jc(e, { domain: t, ...n }, r) {
  for (let i of e) i.value !== void 0 && (t === void 0 && (t = i.value?.domain), i.value = r(i.value));
  return { domain: t === void 0 ? t : r(t), ...n };
}
function d4(e) {
  return pe(e, Xi);
}
function Fb(e) {
  return (t) => {
    if (!ge.has(t = `${t}`)) throw new Error(`unknown scale: ${t}`);
    return e[t];
  };
}
function h4(
  { scale: e, type: t, domain: n, range: r, interpolate: i, interval: o, transform: a, percent: c, pivot: s },
) {
  if (t === "identity") return { type: "identity", apply: (u) => u, invert: (u) => u };
  let f = e.unknown ? e.unknown() : void 0;
  return {
    type: t,
    domain: sr(n),
    ...r !== void 0 && { range: sr(r) },
    ...a !== void 0 && { transform: a },
    ...c && { percent: c },
    ...f !== void 0 && { unknown: f },
    ...o !== void 0 && { interval: o },
    ...i !== void 0 && { interpolate: i },
    ...e.clamp && { clamp: e.clamp() },
    ...s !== void 0 && { pivot: s, symmetric: !1 },
    ...e.base && { base: e.base() },
    ...e.exponent && { exponent: e.exponent() },
    ...e.constant && { constant: e.constant() },
    ...e.align && { align: e.align(), round: e.round() },
    ...e.padding &&
      (e.paddingInner ? { paddingInner: e.paddingInner(), paddingOuter: e.paddingOuter() } : { padding: e.padding() }),
    ...e.bandwidth && { bandwidth: e.bandwidth(), step: e.step() },
    apply: (u) => e(u),
    ...e.invert && { invert: (u) => e.invert(u) },
  };
}
function zb(e, t) {
  let { fx: n, fy: r } = oa(e, t), i = n?.scale.domain(), o = r?.scale.domain();
  return i && o
    ? Xp(i, o).map(([a, c], s) => ({ x: a, y: c, i: s }))
    : i
    ? i.map((a, c) => ({ x: a, i: c }))
    : o
    ? o.map((a, c) => ({ y: a, i: c }))
    : void 0;
}
function Yb(e, { x: t, y: n }) {
  return t &&= fh(t),
    n &&= fh(n),
    e.filter(t && n ? (r) => t.has(r.x) && n.has(r.y) : t ? (r) => t.has(r.x) : (r) => n.has(r.y)).sort(
      t && n
        ? (r, i) => t.get(r.x) - t.get(i.x) || n.get(r.y) - n.get(i.y)
        : t
        ? (r, i) => t.get(r.x) - t.get(i.x)
        : (r, i) => n.get(r.y) - n.get(i.y),
    );
}
function ns(e, { fx: t, fy: n }) {
  let r = nt(e), i = t?.value, o = n?.value;
  return t && n
    ? Nn(r, (a) => (a.fx = i[a[0]], a.fy = o[a[0]], a), (a) => i[a], (a) => o[a])
    : t
    ? Nn(r, (a) => (a.fx = i[a[0]], a), (a) => i[a])
    : Nn(r, (a) => (a.fy = o[a[0]], a), (a) => o[a]);
}
function qb(e, t, { marginTop: n, marginLeft: r }) {
  let i = e ? ({ x: a }) => e(a) - r : () => 0, o = t ? ({ y: a }) => t(a) - n : () => 0;
  return function (a) {
    this.tagName === "svg"
      ? (this.setAttribute("x", i(a)), this.setAttribute("y", o(a)))
      : this.setAttribute("transform", `translate(${i(a)},${o(a)})`);
  };
}
function Ub(e) {
  let t = [], n = new Uint32Array(qt(e, (r) => r.length));
  for (let r of e) {
    let i = 0;
    for (let o of e) r !== o && (n.set(o, i), i += o.length);
    t.push(n.slice(0, i));
  }
  return t;
}
var p4 = new Map([
  ["top", oh],
  ["right", sh],
  ["bottom", ah],
  ["left", ch],
  ["top-left", ts(oh, ch)],
  ["top-right", ts(oh, sh)],
  ["bottom-left", ts(ah, ch)],
  ["bottom-right", ts(ah, sh)],
  ["top-empty", g4],
  ["right-empty", x4],
  ["bottom-empty", y4],
  ["left-empty", b4],
  ["empty", _4],
]);
function Xb(e) {
  if (e == null) return null;
  let t = p4.get(`${e}`.toLowerCase());
  if (t) return t;
  throw new Error(`invalid facet anchor: ${e}`);
}
var Bb = new WeakMap();
function fh(e) {
  let t = Bb.get(e);
  return t || Bb.set(e, t = new St(pe(e, (n, r) => [n, r]))), t;
}
function pr(e, t) {
  return fh(e).get(t);
}
function m4(e, t, n) {
  return t = Ot(t), n = Ot(n), e.find((r) => Object.is(Ot(r.x), t) && Object.is(Ot(r.y), n));
}
function rs(e, t, n) {
  return m4(e, t, n)?.empty;
}
function oh(e, { y: t }, { y: n }) {
  return t ? pr(t, n) === 0 : !0;
}
function ah(e, { y: t }, { y: n }) {
  return t ? pr(t, n) === t.length - 1 : !0;
}
function ch(e, { x: t }, { x: n }) {
  return t ? pr(t, n) === 0 : !0;
}
function sh(e, { x: t }, { x: n }) {
  return t ? pr(t, n) === t.length - 1 : !0;
}
function g4(e, { y: t }, { x: n, y: r, empty: i }) {
  if (i) return !1;
  if (!t) return;
  let o = pr(t, r);
  if (o > 0) return rs(e, n, t[o - 1]);
}
function y4(e, { y: t }, { x: n, y: r, empty: i }) {
  if (i) return !1;
  if (!t) return;
  let o = pr(t, r);
  if (o < t.length - 1) return rs(e, n, t[o + 1]);
}
function b4(e, { x: t }, { x: n, y: r, empty: i }) {
  if (i) return !1;
  if (!t) return;
  let o = pr(t, n);
  if (o > 0) return rs(e, t[o - 1], r);
}
function x4(e, { x: t }, { x: n, y: r, empty: i }) {
  if (i) return !1;
  if (!t) return;
  let o = pr(t, n);
  if (o < t.length - 1) return rs(e, t[o + 1], r);
}
function _4(e, t, { empty: n }) {
  return n;
}
function ts(e, t) {
  return function () {
    return e.apply(null, arguments) && t.apply(null, arguments);
  };
}
function is(e, { channels: { fx: t, fy: n }, groups: r }) {
  return t && n
    ? e.map(({ x: i, y: o }) => r.get(i)?.get(o) ?? [])
    : t
    ? e.map(({ x: i }) => r.get(i) ?? [])
    : e.map(({ y: i }) => r.get(i) ?? []);
}
var jb = Math.PI, Wn = 2 * jb, uh = .618;
function Wb(
  { projection: e, inset: t = 0, insetTop: n = t, insetRight: r = t, insetBottom: i = t, insetLeft: o = t } = {},
  a,
) {
  if (e == null) return;
  if (typeof e.stream == "function") return e;
  let c, s, f = "frame";
  if (Ht(e)) {
    let $;
    if (
      {
        type: e,
        domain: s,
        inset: $,
        insetTop: n = $ !== void 0 ? $ : n,
        insetRight: r = $ !== void 0 ? $ : r,
        insetBottom: i = $ !== void 0 ? $ : i,
        insetLeft: o = $ !== void 0 ? $ : o,
        clip: f = f,
        ...c
      } = e, e == null
    ) return;
  }
  typeof e != "function" && ({ type: e } = lh(e));
  let { width: u, height: d, marginLeft: l, marginRight: h, marginTop: p, marginBottom: m } = a,
    y = u - l - h - o - r,
    x = d - p - m - n - i;
  if (e = e?.({ width: y, height: x, clip: f, ...c }), e == null) return;
  f = v4(f, l, p, u - h, d - m);
  let g = l + o, v = p + n, _;
  if (s != null) {
    let [[$, M], [w, S]] = Io(e).bounds(s), T = Math.min(y / (w - $), x / (S - M));
    T > 0
      ? (g -= (T * ($ + w) - y) / 2,
        v -= (T * (M + S) - x) / 2,
        _ = Lo({
          point(C, k) {
            this.stream.point(C * T + g, k * T + v);
          },
        }))
      : lt("Warning: the projection could not be fit to the specified domain; using the default scale.");
  }
  return _ ??= g === 0 && v === 0 ? Hb() : Lo({
    point($, M) {
      this.stream.point($ + g, M + v);
    },
  }),
    { stream: ($) => e.stream(_.stream(f($))) };
}
function lh(e) {
  switch (`${e}`.toLowerCase()) {
    case "albers-usa":
      return Vt(Q0, .7463, .4673);
    case "albers":
      return os(lu, .7463, .4673);
    case "azimuthal-equal-area":
      return Vt(tg, 4, 4);
    case "azimuthal-equidistant":
      return Vt(rg, Wn, Wn);
    case "conic-conformal":
      return os(ag, Wn, Wn);
    case "conic-equal-area":
      return os(Ro, 6.1702, 2.9781);
    case "conic-equidistant":
      return os(sg, 7.312, 3.6282);
    case "equal-earth":
      return Vt(ug, 5.4133, 2.6347);
    case "equirectangular":
      return Vt(cg, Wn, jb);
    case "gnomonic":
      return Vt(dg, 3.4641, 3.4641);
    case "identity":
      return { type: Hb };
    case "reflect-y":
      return { type: w4 };
    case "mercator":
      return Vt(ig, Wn, Wn);
    case "orthographic":
      return Vt(pg, 2, 2);
    case "stereographic":
      return Vt(gg, 2, 2);
    case "transverse-mercator":
      return Vt(bg, Wn, Wn);
    default:
      throw new Error(`unknown projection type: ${e}`);
  }
}
function v4(e, t, n, r, i) {
  if (e === !1 || e == null || typeof e == "number") return (o) => o;
  switch (e === !0 && (e = "frame"), `${e}`.toLowerCase()) {
    case "frame":
      return cu(t, n, r, i);
    default:
      throw new Error(`unknown projection clip type: ${e}`);
  }
}
function Vt(e, t, n) {
  return {
    type: ({ width: r, height: i, rotate: o, precision: a = .15, clip: c }) => {
      let s = e();
      return a != null && s.precision?.(a),
        o != null && s.rotate?.(o),
        typeof c == "number" && s.clipAngle?.(c),
        r != null && (s.scale(Math.min(r / t, i / n)), s.translate([r / 2, i / 2])),
        s;
    },
    aspectRatio: n / t,
  };
}
function os(e, t, n) {
  let { type: r, aspectRatio: i } = Vt(e, t, n);
  return {
    type: (o) => {
      let { parallels: a, domain: c, width: s, height: f } = o, u = r(o);
      return a != null && (u.parallels(a), c === void 0 && s != null && u.fitSize([s, f], { type: "Sphere" })), u;
    },
    aspectRatio: i,
  };
}
var Hb = bt({ stream: (e) => e }),
  w4 = bt(Lo({
    point(e, t) {
      this.stream.point(e, -t);
    },
  }));
function Gb(e, t, n, r) {
  let i = n[e],
    o = n[t],
    a = i.length,
    c = n[e] = new Float64Array(a).fill(NaN),
    s = n[t] = new Float64Array(a).fill(NaN),
    f,
    u = r.stream({
      point(d, l) {
        c[f] = d, s[f] = l;
      },
    });
  for (f = 0; f < a; ++f) u.point(i[f], o[f]);
}
function Vb({ projection: e } = {}) {
  return e == null ? !1 : typeof e.stream == "function" ? !0 : (Ht(e) && (e = e.type), e != null);
}
function Zb(e) {
  if (typeof e?.stream == "function") return uh;
  if (Ht(e)) {
    let t, n;
    if ({ domain: t, type: e, ...n } = e, t != null && e != null) {
      let r = typeof e == "string" ? lh(e).type : e,
        [[i, o], [a, c]] = Io(r({ ...n, width: 100, height: 100 })).bounds(t),
        s = (c - o) / (a - i);
      return s && isFinite(s) ? s < .2 ? .2 : s > 5 ? 5 : s : uh;
    }
  }
  if (e != null) {
    if (typeof e != "function") {
      let { aspectRatio: t } = lh(e);
      if (t) return t;
    }
    return uh;
  }
}
function Kb(e) {
  let t = [],
    n = [],
    r = { scale: "x", value: t },
    i = { scale: "y", value: n },
    o = {
      point(a, c) {
        t.push(a), n.push(c);
      },
      lineStart() {},
      lineEnd() {},
      polygonStart() {},
      polygonEnd() {},
      sphere() {},
    };
  for (let a of e.value) nr(a, o);
  return [r, i];
}
function Qb({ x: e, y: t }) {
  if (e || t) {
    return e ??= (n) => n,
      t ??= (n) => n,
      Lo({
        point(n, r) {
          this.stream.point(e(n), t(r));
        },
      });
  }
}
function Ki(e = {}) {
  let { document: t = typeof window < "u" ? window.document : void 0, clip: n } = e;
  return { document: t, clip: Vc(n) };
}
function ue(e, { document: t }) {
  return Ut(gi(e).call(t.documentElement));
}
var as = Symbol("unset");
function cs(e) {
  return (e.length === 1 ? M4 : S4)(e);
}
function M4(e) {
  let t, n = as;
  return (r) => (Object.is(n, r) || (n = r, t = e(r)), t);
}
function S4(e) {
  let t, n;
  return (...r) => ((n?.length !== r.length || n.some((i, o) => !Object.is(i, r[o]))) && (n = r, t = e(...r)), t);
}
var $4 = cs((e) => new Intl.NumberFormat(e)),
  Ek = cs((e, t) => new Intl.DateTimeFormat(e, { timeZone: "UTC", ...t && { month: t } })),
  Pk = cs((e, t) => new Intl.DateTimeFormat(e, { timeZone: "UTC", ...t && { weekday: t } }));
function T4(e = "en-US") {
  let t = $4(e);
  return (n) => n != null && !isNaN(n) ? t.format(n) : void 0;
}
function k4(e) {
  return zc(e, "Invalid Date");
}
function A4(e = "en-US") {
  let t = T4(e);
  return (n) => (n instanceof Date ? k4 : typeof n == "number" ? t : Ae)(n);
}
var xn = A4();
var Xe = (typeof window < "u" ? window.devicePixelRatio > 1 : typeof it > "u") ? 0 : .5, C4 = 0;
function ex() {
  return `plot-clip-${++C4}`;
}
function tx(
  e,
  {
    title: t,
    href: n,
    ariaLabel: r,
    ariaDescription: i,
    ariaHidden: o,
    target: a,
    fill: c,
    fillOpacity: s,
    stroke: f,
    strokeWidth: u,
    strokeOpacity: d,
    strokeLinejoin: l,
    strokeLinecap: h,
    strokeMiterlimit: p,
    strokeDasharray: m,
    strokeDashoffset: y,
    opacity: x,
    mixBlendMode: g,
    imageFilter: v,
    paintOrder: _,
    pointerEvents: $,
    shapeRendering: M,
    channels: w,
  },
  {
    ariaLabel: S,
    fill: T = "currentColor",
    fillOpacity: C,
    stroke: k = "none",
    strokeOpacity: N,
    strokeWidth: L,
    strokeLinecap: I,
    strokeLinejoin: A,
    strokeMiterlimit: D,
    paintOrder: G,
  },
) {
  T === null && (c = null, s = null),
    k === null && (f = null, d = null),
    Ye(T) ? !Ye(k) && (!Ye(c) || w?.fill) && (k = "none") : Ye(k) && (!Ye(f) || w?.stroke) && (T = "none");
  let [X, R] = et(c, T), [O, Y] = Se(s, C), [q, z] = et(f, k), [te, re] = Se(d, N), [oe, B] = Se(x);
  Kr(z) ||
    (u === void 0 && (u = L),
      h === void 0 && (h = I),
      l === void 0 && (l = A),
      p === void 0 && !ky(l) && (p = D),
      !Kr(R) && _ === void 0 && (_ = G));
  let [Z, P] = Se(u);
  return T !== null && (e.fill = $e(R, "currentColor"), e.fillOpacity = aa(Y, 1)),
    k !== null &&
    (e.stroke = $e(z, "none"),
      e.strokeWidth = aa(P, 1),
      e.strokeOpacity = aa(re, 1),
      e.strokeLinejoin = $e(l, "miter"),
      e.strokeLinecap = $e(h, "butt"),
      e.strokeMiterlimit = aa(p, 4),
      e.strokeDasharray = $e(m, "none"),
      e.strokeDashoffset = $e(y, "0")),
    e.target = Ae(a),
    e.ariaLabel = Ae(S),
    e.ariaDescription = Ae(i),
    e.ariaHidden = Ae(o),
    e.opacity = aa(B, 1),
    e.mixBlendMode = $e(g, "normal"),
    e.imageFilter = $e(v, "none"),
    e.paintOrder = $e(_, "normal"),
    e.pointerEvents = $e($, "auto"),
    e.shapeRendering = $e(M, "auto"),
    {
      title: { value: t, optional: !0, filter: null },
      href: { value: n, optional: !0, filter: null },
      ariaLabel: { value: r, optional: !0, filter: null },
      fill: { value: X, scale: "auto", optional: !0 },
      fillOpacity: { value: O, scale: "auto", optional: !0 },
      stroke: { value: q, scale: "auto", optional: !0 },
      strokeOpacity: { value: te, scale: "auto", optional: !0 },
      strokeWidth: { value: Z, optional: !0 },
      opacity: { value: oe, scale: "auto", optional: !0 },
    };
}
function N4(e, t) {
  t && e.filter((n) => Go(t[n])).append("title").call(P4, t);
}
function E4(e, t) {
  t && e.filter(([n]) => Go(t[n])).append("title").call(R4, t);
}
function P4(e, t) {
  t && e.text((n) => xn(t[n]));
}
function R4(e, t) {
  t && e.text(([n]) => xn(t[n]));
}
function dt(
  e,
  { target: t, tip: n },
  { ariaLabel: r, title: i, fill: o, fillOpacity: a, stroke: c, strokeOpacity: s, strokeWidth: f, opacity: u, href: d },
) {
  r && H(e, "aria-label", (l) => r[l]),
    o && H(e, "fill", (l) => o[l]),
    a && H(e, "fill-opacity", (l) => a[l]),
    c && H(e, "stroke", (l) => c[l]),
    s && H(e, "stroke-opacity", (l) => s[l]),
    f && H(e, "stroke-width", (l) => f[l]),
    u && H(e, "opacity", (l) => u[l]),
    d && nx(e, (l) => d[l], t),
    n || N4(e, i);
}
function ss(
  e,
  { target: t, tip: n },
  { ariaLabel: r, title: i, fill: o, fillOpacity: a, stroke: c, strokeOpacity: s, strokeWidth: f, opacity: u, href: d },
) {
  r && H(e, "aria-label", ([l]) => r[l]),
    o && H(e, "fill", ([l]) => o[l]),
    a && H(e, "fill-opacity", ([l]) => a[l]),
    c && H(e, "stroke", ([l]) => c[l]),
    s && H(e, "stroke-opacity", ([l]) => s[l]),
    f && H(e, "stroke-width", ([l]) => f[l]),
    u && H(e, "opacity", ([l]) => u[l]),
    d && nx(e, ([l]) => d[l], t),
    n || E4(e, i);
}
function I4(
  { ariaLabel: e, title: t, fill: n, fillOpacity: r, stroke: i, strokeOpacity: o, strokeWidth: a, opacity: c, href: s },
  { tip: f },
) {
  return [e, f ? void 0 : t, n, r, i, o, a, c, s].filter((u) => u !== void 0);
}
function L4(e, t, n) {
  let r = kr(e, (i) => t[i]);
  return n === void 0 && r.size > 1 + e.length >> 1 &&
    lt(
      "Warning: the implicit z channel has high cardinality. This may occur when the fill or stroke channel is associated with quantitative data rather than ordinal or categorical data. You can suppress this warning by setting the z option explicitly; if this data represents a single series, set z to null.",
    ),
    r.values();
}
function* fs(e, t, n, r) {
  let { z: i } = n, { z: o } = r, a = I4(r, n), c = [...t, ...a];
  for (let s of o ? L4(e, o, i) : [e]) {
    let f, u;
    e: for (let d of s) {
      for (let l of c) {
        if (!Lt(l[d])) {
          u && u.push(-1);
          continue e;
        }
      }
      if (f === void 0) {
        u && (yield u), f = a.map((l) => Ot(l[d])), u = [d];
        continue;
      }
      u.push(d);
      for (let l = 0; l < a.length; ++l) {
        if (Ot(a[l][d]) !== f[l]) {
          yield u, f = a.map((p) => Ot(p[d])), u = [d];
          continue e;
        }
      }
    }
    u && (yield u);
  }
}
function O4(e, t, n, r) {
  let i, { clip: o = r.clip } = t;
  o === "frame"
    ? (e = ue("svg:g", r).each(function () {
      this.appendChild(e.node()), e.node = () => this;
    }),
      i = F4(r, n))
    : o && (i = z4(o, r)),
    H(e, "aria-label", t.ariaLabel),
    H(e, "aria-description", t.ariaDescription),
    H(e, "aria-hidden", t.ariaHidden),
    H(e, "clip-path", i);
}
function D4(e) {
  let t = new WeakMap();
  return (n, r) => {
    let i = t.get(n);
    if (!i) {
      let o = ex();
      Ut(n.ownerSVGElement).append("clipPath").attr("id", o).call(e, n, r), t.set(n, i = `url(#${o})`);
    }
    return i;
  };
}
var F4 = D4((e, t, n) => {
    let { width: r, height: i, marginLeft: o, marginRight: a, marginTop: c, marginBottom: s } = n;
    e.append("rect").attr("x", o).attr("y", c).attr("width", r - a - o).attr("height", i - c - s);
  }),
  Jb = new WeakMap(),
  B4 = { type: "Sphere" };
function z4(e, t) {
  let n, r;
  if ((n = Jb.get(t)) || Jb.set(t, n = new WeakMap()), e.type === "Sphere" && (e = B4), !(r = n.get(e))) {
    let i = ex();
    Ut(t.ownerSVGElement).append("clipPath").attr("id", i).append("path").attr("d", t.path()(e)),
      n.set(e, r = `url(#${i})`);
  }
  return r;
}
function Oe(e, t, n, r) {
  O4(e, t, n, r),
    H(e, "class", t.className),
    H(e, "fill", t.fill),
    H(e, "fill-opacity", t.fillOpacity),
    H(e, "stroke", t.stroke),
    H(e, "stroke-width", t.strokeWidth),
    H(e, "stroke-opacity", t.strokeOpacity),
    H(e, "stroke-linejoin", t.strokeLinejoin),
    H(e, "stroke-linecap", t.strokeLinecap),
    H(e, "stroke-miterlimit", t.strokeMiterlimit),
    H(e, "stroke-dasharray", t.strokeDasharray),
    H(e, "stroke-dashoffset", t.strokeDashoffset),
    H(e, "shape-rendering", t.shapeRendering),
    H(e, "filter", t.imageFilter),
    H(e, "paint-order", t.paintOrder);
  let { pointerEvents: i = r.pointerSticky === !1 ? "none" : void 0 } = t;
  H(e, "pointer-events", i);
}
function Pe(e, t) {
  Y4(e, "mix-blend-mode", t.mixBlendMode), H(e, "opacity", t.opacity);
}
function nx(e, t, n) {
  e.each(function (r) {
    let i = t(r);
    if (i != null) {
      let o = this.ownerDocument.createElementNS(Jn.svg, "a");
      o.setAttribute("fill", "inherit"),
        o.setAttributeNS(Jn.xlink, "href", i),
        n != null && o.setAttribute("target", n),
        this.parentNode.insertBefore(o, this).appendChild(this);
    }
  });
}
function H(e, t, n) {
  n != null && e.attr(t, n);
}
function Y4(e, t, n) {
  n != null && e.style(t, n);
}
function Ne(e, t, { x: n, y: r }, i = Xe, o = Xe) {
  i += t.dx,
    o += t.dy,
    n?.bandwidth && (i += n.bandwidth() / 2),
    r?.bandwidth && (o += r.bandwidth() / 2),
    (i || o) && e.attr("transform", `translate(${i},${o})`);
}
function $e(e, t) {
  if ((e = Ae(e)) !== t) return e;
}
function aa(e, t) {
  if ((e = Ce(e)) !== t) return e;
}
var q4 =
  /^-?([_a-z]|[\240-\377]|\\[0-9a-f]{1,6}(\r\n|[ \t\r\n\f])?|\\[^\r\n\f0-9a-f])([_a-z0-9-]|[\240-\377]|\\[0-9a-f]{1,6}(\r\n|[ \t\r\n\f])?|\\[^\r\n\f0-9a-f])*$/i;
function Qi(e) {
  if (e === void 0) return "plot-d6a7b5";
  if (e = `${e}`, !q4.test(e)) throw new Error(`invalid class name: ${e}`);
  return e;
}
function Ji(e, t) {
  if (typeof t == "string") e.property("style", t);
  else if (t != null) { for (let n of e) Object.assign(n.style, t); }
}
function _n({ frameAnchor: e }, { width: t, height: n, marginTop: r, marginRight: i, marginBottom: o, marginLeft: a }) {
  return [
    /left$/.test(e) ? a : /right$/.test(e) ? t - i : (a + t - i) / 2,
    /^top/.test(e) ? r : /^bottom/.test(e) ? n - o : (r + n - o) / 2,
  ];
}
var be = class {
  constructor(t, n = {}, r = {}, i) {
    let {
      facet: o = "auto",
      facetAnchor: a,
      fx: c,
      fy: s,
      sort: f,
      dx: u = 0,
      dy: d = 0,
      margin: l = 0,
      marginTop: h = l,
      marginRight: p = l,
      marginBottom: m = l,
      marginLeft: y = l,
      className: x,
      clip: g = i?.clip,
      channels: v,
      tip: _,
      render: $,
    } = r;
    if (
      this.data = t,
        this.sort = fr(f) ? f : null,
        this.initializer = qn(r).initializer,
        this.transform = this.initializer ? r.transform : ti(r).transform,
        o === null || o === !1
          ? this.facet = null
          : (this.facet = tt(o === !0 ? "include" : o, "facet", ["auto", "include", "exclude", "super"]),
            this.fx = t === Oi && typeof c == "string" ? [c] : c,
            this.fy = t === Oi && typeof s == "string" ? [s] : s),
        this.facetAnchor = Xb(a),
        n = Id(n),
        v !== void 0 && (n = { ...U4(v), ...n }),
        i !== void 0 && (n = { ...tx(this, r, i), ...n }),
        this.channels = Object.fromEntries(
          Object.entries(n).map(([M, w]) => {
            if (Fi(w.value)) {
              let { value: S, label: T = w.label, scale: C = w.scale } = w.value;
              w = { ...w, label: T, scale: C, value: S };
            }
            if (t === Oi && typeof w.value == "string") {
              let { value: S } = w;
              w = { ...w, value: [S] };
            }
            return [M, w];
          }).filter(([M, { value: w, optional: S }]) => {
            if (w != null) return !0;
            if (S) return !1;
            throw new Error(`missing channel value: ${M}`);
          }),
        ),
        this.dx = +u,
        this.dy = +d,
        this.marginTop = +h,
        this.marginRight = +p,
        this.marginBottom = +m,
        this.marginLeft = +y,
        this.clip = Vc(g),
        this.tip = X4(_),
        this.className = Ae(x),
        this.facet === "super"
    ) {
      if (c || s) throw new Error("super-faceting cannot use fx or fy");
      for (let M in this.channels) {
        let { scale: w } = n[M];
        if (!(w !== "x" && w !== "y")) throw new Error("super-faceting cannot use x or y");
      }
    }
    $ != null && (this.render = hh($, this.render));
  }
  initialize(t, n, r) {
    let i = Yn(this.data);
    t === void 0 && i != null && (t = [nt(i)]);
    let o = t;
    this.transform != null && ({ facets: t, data: i } = this.transform(i, t, r), i = Yn(i)),
      t !== void 0 && (t.original = o);
    let a = Wy(this.channels, i);
    return this.sort != null && Gy(i, t, a, n, this.sort), { data: i, facets: t, channels: a };
  }
  filter(t, n, r) {
    for (let i in n) {
      let { filter: o = Lt } = n[i];
      if (o !== null) {
        let a = r[i];
        t = t.filter((c) => o(a[c]));
      }
    }
    return t;
  }
  project(t, n, r) {
    for (let i in t) {
      if (t[i].scale === "x" && /^x|x$/.test(i)) {
        let o = i.replace(/^x|x$/, "y");
        o in t && t[o].scale === "y" && Gb(i, o, n, r.projection);
      }
    }
  }
  scale(t, n, r) {
    let i = Hy(t, n);
    return r.projection && this.project(t, i, r), i;
  }
};
function dh(...e) {
  return e.plot = be.prototype.plot, e;
}
function hh(e, t) {
  if (e == null) return t === null ? void 0 : t;
  if (t == null) return e === null ? void 0 : e;
  if (typeof e != "function") throw new TypeError(`invalid render transform: ${e}`);
  if (typeof t != "function") throw new TypeError(`invalid render transform: ${t}`);
  return function (n, r, i, o, a, c) {
    return e.call(this, n, r, i, o, a, (s, f, u, d, l) => t.call(this, s, f, u, d, l, c));
  };
}
function U4(e) {
  return Object.fromEntries(
    Object.entries(Id(e)).map((
      [t, n],
    ) => (n = typeof n == "string" ? { value: n, label: t } : yn(n),
      n.filter === void 0 && n.scale == null && (n = { ...n, filter: null }),
      [t, n])
    ),
  );
}
function X4(e) {
  return e === !0 ? "xy" : e === !1 || e == null ? null : typeof e == "string" ? tt(e, "tip", ["x", "y", "xy"]) : e;
}
function mr(e, t) {
  return e?.tip === !0
    ? { ...e, tip: t }
    : Ht(e?.tip) && e.tip.pointer === void 0
    ? { ...e, tip: { ...e.tip, pointer: t } }
    : e;
}
function ix(e, t, n = {}) {
  let r = .5 - Xe, i = .5 + Xe, o = .5 + Xe, a = .5 - Xe;
  for (let { marginTop: m, marginRight: y, marginBottom: x, marginLeft: g } of t) {
    m > r && (r = m), y > i && (i = y), x > o && (o = x), g > a && (a = g);
  }
  let {
    margin: c,
    marginTop: s = c !== void 0 ? c : r,
    marginRight: f = c !== void 0 ? c : i,
    marginBottom: u = c !== void 0 ? c : o,
    marginLeft: d = c !== void 0 ? c : a,
  } = n;
  s = +s, f = +f, u = +u, d = +d;
  let {
    width: l = 640,
    height: h =
      j4(e, n, { width: l, marginTopDefault: r, marginRightDefault: i, marginBottomDefault: o, marginLeftDefault: a }) +
      Math.max(0, s - r + u - o),
  } = n;
  l = +l, h = +h;
  let p = { width: l, height: h, marginTop: s, marginRight: f, marginBottom: u, marginLeft: d };
  if (e.fx || e.fy) {
    let {
      margin: m,
      marginTop: y = m !== void 0 ? m : s,
      marginRight: x = m !== void 0 ? m : f,
      marginBottom: g = m !== void 0 ? m : u,
      marginLeft: v = m !== void 0 ? m : d,
    } = n.facet ?? {};
    y = +y, x = +x, g = +g, v = +v, p.facet = { marginTop: y, marginRight: x, marginBottom: g, marginLeft: v };
  }
  return p;
}
function j4(
  { x: e, y: t, fy: n, fx: r },
  { projection: i, aspectRatio: o },
  { width: a, marginTopDefault: c, marginRightDefault: s, marginBottomDefault: f, marginLeftDefault: u },
) {
  let d = n && n.scale.domain().length || 1, l = Zb(i);
  if (l) {
    let p = r ? r.scale.domain().length : 1, m = (1.1 * d - .1) / (1.1 * p - .1) * l, y = Math.max(.1, Math.min(10, m));
    return Math.round((a - u - s) * y + c + f);
  }
  let h = t ? bn(t) ? t.scale.domain().length || 1 : Math.max(7, 17 / d) : 1;
  if (o != null) {
    if (o = +o, !(isFinite(o) && o > 0)) throw new Error(`invalid aspectRatio: ${o}`);
    let p = rx("y", t) / (rx("x", e) * o),
      m = r ? r.scale.bandwidth() : 1,
      y = n ? n.scale.bandwidth() : 1,
      x = m * (a - u - s) - e.insetLeft - e.insetRight;
    return (p * x + t.insetTop + t.insetBottom) / y + c + f;
  }
  return !!(t || n) * Math.max(1, Math.min(60, h * d)) * 20 + !!r * 30 + 60;
}
function rx(e, t) {
  if (!t) throw new Error(`aspectRatio requires ${e} scale`);
  let { type: n, domain: r } = t, i;
  switch (n) {
    case "linear":
    case "utc":
    case "time":
      i = Number;
      break;
    case "pow": {
      let c = t.scale.exponent();
      i = (s) => Math.pow(s, c);
      break;
    }
    case "log":
      i = Math.log;
      break;
    case "point":
    case "band":
      return r.length;
    default:
      throw new Error(`unsupported ${e} scale for aspectRatio: ${n}`);
  }
  let [o, a] = Ue(r);
  return Math.abs(i(a) - i(o));
}
var ox = new WeakMap();
function ph(e, t, { x: n, y: r, px: i, py: o, maxRadius: a = 40, channels: c, render: s, ...f } = {}) {
  return a = +a,
    i != null && (n ??= null, c = { ...c, px: { value: i, scale: "x" } }),
    o != null && (r ??= null, c = { ...c, py: { value: o, scale: "y" } }),
    {
      x: n,
      y: r,
      channels: c,
      ...f,
      render: hh(function (u, d, l, h, p, m) {
        p = { ...p, pointerSticky: !1 };
        let y = p.ownerSVGElement, { data: x } = p.getMarkState(this), g = ox.get(y);
        g || ox.set(y, g = { sticky: !1, roots: [], renders: [] });
        let v = g.renders.push(z) - 1,
          { x: _, y: $, fx: M, fy: w } = d,
          S = M ? M(u.fx) - h.marginLeft : 0,
          T = w ? w(u.fy) - h.marginTop : 0;
        _?.bandwidth && (S += _.bandwidth() / 2), $?.bandwidth && (T += $.bandwidth() / 2);
        let C = u.fi != null, k;
        if (C) {
          let B = g.facetStates;
          B || (g.facetStates = B = new Map()), k = B.get(this), k || B.set(this, k = new Map());
        }
        let [N, L] = _n(this, h),
          { px: I, py: A } = l,
          D = I ? (B) => I[B] : mh(l, N),
          G = A ? (B) => A[B] : gh(l, L),
          X,
          R,
          O,
          Y;
        function q(B, Z) {
          if (C) {
            if (Y && (Y = cancelAnimationFrame(Y)), B == null) k.delete(u.fi);
            else {
              k.set(u.fi, Z),
                Y = requestAnimationFrame(() => {
                  Y = null;
                  for (let [P, F] of k) {
                    if (F < Z || F === Z && P < u.fi) {
                      B = null;
                      break;
                    }
                  }
                  z(B);
                });
              return;
            }
          }
          z(B);
        }
        function z(B) {
          if (X === B && O === g.sticky) return;
          X = B, O = p.pointerSticky = g.sticky;
          let Z = X == null ? [] : [X];
          C && (Z.fx = u.fx, Z.fy = u.fy, Z.fi = u.fi);
          let P = m(Z, d, l, h, p);
          if (R) {
            if (C) {
              let F = R.parentNode, U = R.getAttribute("transform"), E = P.getAttribute("transform");
              U ? P.setAttribute("transform", U) : P.removeAttribute("transform"),
                E ? F.setAttribute("transform", E) : F.removeAttribute("transform"),
                P.removeAttribute("aria-label"),
                P.removeAttribute("aria-description"),
                P.removeAttribute("aria-hidden");
            }
            R.replaceWith(P);
          }
          if (g.roots[v] = R = P, !(X == null && k?.size > 1)) {
            let F = X == null ? null : Wt(x) ? x[X] : x.get(X);
            p.dispatchValue(F);
          }
          return P;
        }
        function te(B) {
          if (g.sticky || B.pointerType === "mouse" && B.buttons === 1) return;
          let [Z, P] = xm(B);
          Z -= S, P -= T;
          let F = Z < h.marginLeft || Z > h.width - h.marginRight ? 1 : e,
            U = P < h.marginTop || P > h.height - h.marginBottom ? 1 : t,
            E = null,
            ae = a * a;
          for (let W of u) {
            let fe = F * (D(W) - Z), xe = U * (G(W) - P), We = fe * fe + xe * xe;
            We <= ae && (E = W, ae = We);
          }
          if (E != null && (e !== 1 || t !== 1)) {
            let W = D(E) - Z, fe = G(E) - P;
            ae = W * W + fe * fe;
          }
          q(E, ae);
        }
        function re(B) {
          B.pointerType === "mouse" && X != null &&
            (g.sticky && g.roots.some((Z) => Z?.contains(B.target)) ||
              (g.sticky ? (g.sticky = !1, g.renders.forEach((Z) => Z(null))) : (g.sticky = !0, z(X)),
                B.stopImmediatePropagation()));
        }
        function oe(B) {
          B.pointerType === "mouse" && (g.sticky || q(null));
        }
        return y.addEventListener("pointerenter", te),
          y.addEventListener("pointermove", te),
          y.addEventListener("pointerdown", re),
          y.addEventListener("pointerleave", oe),
          z(null);
      }, s),
    };
}
function ht(e) {
  return ph(1, 1, e);
}
function ca(e) {
  return ph(1, .01, e);
}
function eo(e) {
  return ph(.01, 1, e);
}
function mh({ x1: e, x2: t, x: n = e }, r) {
  return e && t ? (i) => (e[i] + t[i]) / 2 : n ? (i) => n[i] : () => r;
}
function gh({ y1: e, y2: t, y: n = e }, r) {
  return e && t ? (i) => (e[i] + t[i]) / 2 : n ? (i) => n[i] : () => r;
}
function us(e) {
  return bn(e) && e.interval === void 0 ? void 0 : "tabular-nums";
}
function ax(e, t) {
  let {
      label: n = e.label,
      tickSize: r = 6,
      width: i = 240,
      height: o = 44 + r,
      marginTop: a = 18,
      marginRight: c = 0,
      marginBottom: s = 16 + r,
      marginLeft: f = 0,
      style: u,
      ticks: d = (i - f - c) / 64,
      tickFormat: l,
      fontVariant: h = us(e),
      round: p = !0,
      opacity: m,
      className: y,
    } = t,
    x = Ki(t);
  y = Qi(y), m = Se(m)[1], l === null && (l = () => null);
  let g = ue("svg", x).attr("class", `${y}-ramp`).attr("font-family", "system-ui, sans-serif").attr("font-size", 10)
      .attr("width", i).attr("height", o).attr("viewBox", `0 0 ${i} ${o}`).call((N) =>
        N.append("style").text(`:where(.${y}-ramp) {
  display: block;
  height: auto;
  height: intrinsic;
  max-width: 100%;
  overflow: visible;
}
:where(.${y}-ramp text) {
  white-space: pre;
}`)
      ).call(Ji, u),
    v = (N) => N.selectAll(".tick line").attr("y1", a + s - o),
    _,
    $ = p ? (N, L) => N.rangeRound(L) : (N, L) => N.range(L),
    { type: M, domain: w, range: S, interpolate: T, scale: C, pivot: k } = e;
  if (T) {
    let N = S === void 0 ? T : tr(T.length === 1 ? ia(T) : T, S);
    _ = $(C.copy(), Ke(Re(f, i - c), Math.min(w.length + (k !== void 0), S === void 0 ? 1 / 0 : S.length)));
    let L = 256, I = x.document.createElement("canvas");
    I.width = L, I.height = 1;
    let A = I.getContext("2d");
    for (let D = 0, G = L - 1; D < L; ++D) A.fillStyle = N(D / G), A.fillRect(D, 0, 1, 1);
    g.append("image").attr("opacity", m).attr("x", f).attr("y", a).attr("width", i - f - c).attr("height", o - a - s)
      .attr("preserveAspectRatio", "none").attr("xlink:href", I.toDataURL());
  } else if (M === "threshold") {
    let N = w, L = l === void 0 ? (I) => I : typeof l == "string" ? nn(l) : l;
    _ = $(Xo().domain([-1, S.length - 1]), [f, i - c]),
      g.append("g").attr("fill-opacity", m).selectAll().data(S).enter().append("rect").attr("x", (I, A) => _(A - 1))
        .attr("y", a).attr("width", (I, A) => _(A) - _(A - 1)).attr("height", o - a - s).attr("fill", (I) => I),
      d = pe(N, (I, A) => A),
      l = (I) => L(N[I], I);
  } else {_ = $(Ei().domain(w), [f, i - c]),
      g.append("g").attr("fill-opacity", m).selectAll().data(w).enter().append("rect").attr("x", _).attr("y", a).attr(
        "width",
        Math.max(0, _.bandwidth() - 1),
      ).attr("height", o - a - s).attr("fill", C),
      v = () => {};}
  return g.append("g").attr("transform", `translate(0,${o - s})`).call(
    cm(_).ticks(Array.isArray(d) ? null : d, typeof l == "string" ? l : void 0).tickFormat(
      typeof l == "function" ? l : void 0,
    ).tickSize(r).tickValues(Array.isArray(d) ? d : null),
  ).attr("font-size", null).attr("font-family", null).attr("font-variant", $e(h, "normal")).call(v).call((N) =>
    N.select(".domain").remove()
  ),
    n !== void 0 &&
    g.append("text").attr("x", f).attr("y", a - 6).attr("fill", "currentColor").attr("font-weight", "bold").text(n),
    g.node();
}
var yh = Math.PI / 180;
function sa(e, { marker: t, markerStart: n = t, markerMid: r = t, markerEnd: i = t } = {}) {
  e.markerStart = bh(n), e.markerMid = bh(r), e.markerEnd = bh(i);
}
function bh(e) {
  if (e == null || e === !1) return null;
  if (e === !0) return sx;
  if (typeof e == "function") return e;
  switch (`${e}`.toLowerCase()) {
    case "none":
      return null;
    case "arrow":
      return cx("auto");
    case "arrow-reverse":
      return cx("auto-start-reverse");
    case "dot":
      return W4;
    case "circle":
    case "circle-fill":
      return sx;
    case "circle-stroke":
      return H4;
    case "tick":
      return xh("auto");
    case "tick-x":
      return xh(90);
    case "tick-y":
      return xh(0);
  }
  throw new Error(`invalid marker: ${e}`);
}
function cx(e) {
  return (t, n) =>
    ue("svg:marker", n).attr("viewBox", "-5 -5 10 10").attr("markerWidth", 6.67).attr("markerHeight", 6.67).attr(
      "orient",
      e,
    ).attr("fill", "none").attr("stroke", t).attr("stroke-width", 1.5).attr("stroke-linecap", "round").attr(
      "stroke-linejoin",
      "round",
    ).call((r) => r.append("path").attr("d", "M-1.5,-3l3,3l-3,3")).node();
}
function W4(e, t) {
  return ue("svg:marker", t).attr("viewBox", "-5 -5 10 10").attr("markerWidth", 6.67).attr("markerHeight", 6.67).attr(
    "fill",
    e,
  ).attr("stroke", "none").call((n) => n.append("circle").attr("r", 2.5)).node();
}
function sx(e, t) {
  return ue("svg:marker", t).attr("viewBox", "-5 -5 10 10").attr("markerWidth", 6.67).attr("markerHeight", 6.67).attr(
    "fill",
    e,
  ).attr("stroke", "var(--plot-background)").attr("stroke-width", 1.5).call((n) => n.append("circle").attr("r", 3))
    .node();
}
function H4(e, t) {
  return ue("svg:marker", t).attr("viewBox", "-5 -5 10 10").attr("markerWidth", 6.67).attr("markerHeight", 6.67).attr(
    "fill",
    "var(--plot-background)",
  ).attr("stroke", e).attr("stroke-width", 1.5).call((n) => n.append("circle").attr("r", 3)).node();
}
function xh(e) {
  return (t, n) =>
    ue("svg:marker", n).attr("viewBox", "-3 -3 6 6").attr("markerWidth", 6).attr("markerHeight", 6).attr("orient", e)
      .attr("stroke", t).call((r) => r.append("path").attr("d", "M0,-3v6")).node();
}
var G4 = 0;
function vh(e, t, { stroke: n }, r) {
  return lx(e, t, n && ((i) => n[i]), null, r);
}
function fx(e, t, { stroke: n, z: r }, i) {
  return lx(e, t, n && (([o]) => n[o]), r, i);
}
var _h = 1, ux = 2;
function V4(e, t) {
  let n = new Uint8Array(t.length), r = e.data().filter((o) => o.length > 1), i = r.length;
  for (let o = 0, a = as; o < i; ++o) {
    let c = r[o];
    if (c.length > 1) {
      let s = c[0];
      a !== (a = Ot(t[s])) && (n[s] |= _h);
    }
  }
  for (let o = i - 1, a = as; o >= 0; --o) {
    let c = r[o];
    if (c.length > 1) {
      let s = c[0];
      a !== (a = Ot(t[s])) && (n[s] |= ux);
    }
  }
  return ([o]) => n[o];
}
function lx(e, { markerStart: t, markerMid: n, markerEnd: r, stroke: i }, o = () => i, a, c) {
  if (!t && !n && !r) return;
  let s = new Map(), f = a && V4(e, a);
  function u(d, l, h) {
    return function (p) {
      if (h && !h(p)) return;
      let m = o(p), y = s.get(l);
      y || s.set(l, y = new Map());
      let x = y.get(m);
      if (!x) {
        let g = this.parentNode.insertBefore(l(m, c), this), v = `plot-marker-${++G4}`;
        g.setAttribute("id", v), y.set(m, x = `url(#${v})`);
      }
      this.setAttribute(d, x);
    };
  }
  t && e.each(u("marker-start", t, f && ((d) => f(d) & _h))),
    n && f && e.each(u("marker-start", n, (d) => !(f(d) & _h))),
    n && e.each(u("marker-mid", n)),
    r && e.each(u("marker-end", r, f && ((d) => f(d) & ux)));
}
function fa({ inset: e, insetLeft: t, insetRight: n, ...r } = {}) {
  return [t, n] = dx(e, t, n), { inset: e, insetLeft: t, insetRight: n, ...r };
}
function ls({ inset: e, insetTop: t, insetBottom: n, ...r } = {}) {
  return [t, n] = dx(e, t, n), { inset: e, insetTop: t, insetBottom: n, ...r };
}
function dx(e, t, n) {
  return e === void 0 && t === void 0 && n === void 0 ? Xe ? [1, 0] : [.5, .5] : [t, n];
}
function hx(e, { interval: t }) {
  return e = { ...yn(e) }, e.interval = jc(e.interval === void 0 ? t : e.interval), e;
}
function px(e, t, n, r) {
  let { [e]: i, [`${e}1`]: o, [`${e}2`]: a } = n, { value: c, interval: s } = hx(i, n);
  if (c == null || s == null && !r) return n;
  let f = Gt(i);
  if (s == null) {
    let h, p = { transform: (m) => h || (h = _e(m, c)), label: f };
    return { ...n, [e]: void 0, [`${e}1`]: o === void 0 ? p : o, [`${e}2`]: a === void 0 && !(o === a && r) ? p : a };
  }
  let u, d;
  function l(h) {
    return d !== void 0 && h === u ? d : d = pe(_e(u = h, c), (p) => s.floor(p));
  }
  return t({
    ...n,
    [e]: void 0,
    [`${e}1`]: o === void 0 ? { transform: l, label: f } : o,
    [`${e}2`]: a === void 0 ? { transform: (h) => l(h).map((p) => s.offset(p)), label: f } : a,
  });
}
function mx(e, t, n) {
  let { [e]: r } = n, { value: i, interval: o } = hx(r, n);
  return i == null || o == null ? n : t({
    ...n,
    [e]: {
      label: Gt(r),
      transform: (a) => {
        let c = pe(_e(a, i), (f) => o.floor(f)), s = c.map((f) => o.offset(f));
        return c.map(
          ke(c)
            ? (f, u) =>
              f == null || isNaN(f = +f) || (u = s[u], u == null) || isNaN(u = +u) ? void 0 : new Date((f + u) / 2)
            : (f, u) => f == null || (u = s[u], u == null) ? NaN : (+f + +u) / 2,
        );
      },
    },
  });
}
function ds(e = {}) {
  return px("x", fa, e);
}
function wh(e = {}) {
  return px("y", ls, e);
}
function gx(e = {}) {
  return mx("x", fa, e);
}
function yx(e = {}) {
  return mx("y", ls, e);
}
var bx = { ariaLabel: "rule", fill: null, stroke: "currentColor" },
  hs = class extends be {
    constructor(t, n = {}) {
      let { x: r, y1: i, y2: o, inset: a = 0, insetTop: c = a, insetBottom: s = a } = n;
      super(
        t,
        {
          x: { value: r, scale: "x", optional: !0 },
          y1: { value: i, scale: "y", optional: !0 },
          y2: { value: o, scale: "y", optional: !0 },
        },
        mr(n, "x"),
        bx,
      ),
        this.insetTop = Ce(c),
        this.insetBottom = Ce(s),
        sa(this, n);
    }
    render(t, n, r, i, o) {
      let { x: a, y: c } = n,
        { x: s, y1: f, y2: u } = r,
        { width: d, height: l, marginTop: h, marginRight: p, marginLeft: m, marginBottom: y } = i,
        { insetTop: x, insetBottom: g } = this;
      return ue("svg:g", o).call(Oe, this, i, o).call(Ne, this, { x: s && a }, Xe, 0).call((v) =>
        v.selectAll().data(t).enter().append("line").call(Pe, this).attr("x1", s ? (_) => s[_] : (m + d - p) / 2).attr(
          "x2",
          s ? (_) => s[_] : (m + d - p) / 2,
        ).attr("y1", f && !hr(c) ? (_) => f[_] + x : h + x).attr(
          "y2",
          u && !hr(c) ? c.bandwidth ? (_) => u[_] + c.bandwidth() - g : (_) => u[_] - g : l - y - g,
        ).call(dt, this, r).call(vh, this, r, o)
      ).node();
    }
  },
  ps = class extends be {
    constructor(t, n = {}) {
      let { x1: r, x2: i, y: o, inset: a = 0, insetRight: c = a, insetLeft: s = a } = n;
      super(
        t,
        {
          y: { value: o, scale: "y", optional: !0 },
          x1: { value: r, scale: "x", optional: !0 },
          x2: { value: i, scale: "x", optional: !0 },
        },
        mr(n, "y"),
        bx,
      ),
        this.insetRight = Ce(c),
        this.insetLeft = Ce(s),
        sa(this, n);
    }
    render(t, n, r, i, o) {
      let { x: a, y: c } = n,
        { y: s, x1: f, x2: u } = r,
        { width: d, height: l, marginTop: h, marginRight: p, marginLeft: m, marginBottom: y } = i,
        { insetLeft: x, insetRight: g } = this;
      return ue("svg:g", o).call(Oe, this, i, o).call(Ne, this, { y: s && c }, 0, Xe).call((v) =>
        v.selectAll().data(t).enter().append("line").call(Pe, this).attr("x1", f && !hr(a) ? (_) => f[_] + x : m + x)
          .attr("x2", u && !hr(a) ? a.bandwidth ? (_) => u[_] + a.bandwidth() - g : (_) => u[_] - g : d - p - g).attr(
            "y1",
            s ? (_) => s[_] : (h + l - y) / 2,
          ).attr("y2", s ? (_) => s[_] : (h + l - y) / 2).call(dt, this, r).call(vh, this, r, o)
      ).node();
    }
  };
function vn(e, t) {
  let { x: n = me, y: r, y1: i, y2: o, ...a } = wh(t);
  return [i, o] = xx(r, i, o), new hs(e, { ...a, x: n, y1: i, y2: o });
}
function ua(e, t) {
  let { y: n = me, x: r, x1: i, x2: o, ...a } = ds(t);
  return [i, o] = xx(r, i, o), new ps(e, { ...a, y: n, x1: i, x2: o });
}
function xx(e, t, n) {
  if (e == null) {
    if (t === void 0) { if (n !== void 0) return [0, n]; }
    else if (n === void 0) return [0, t];
  } else {
    if (t === void 0) return n === void 0 ? [0, e] : [e, n];
    if (n === void 0) return [e, t];
  }
  return [t, n];
}
function to(e, ...t) {
  let n = t.length;
  for (let r = 0, i = !0; r < n; ++r) {
    typeof t[r] != "function" &&
      (i && (e = e.slice(), i = !1), e.splice(r, 2, e[r] + t[r] + e[r + 1]), t.splice(r, 1), --r, --n);
  }
  return (r) => {
    let i = e[0];
    for (let o = 0; o < n; ++o) i += t[o](r) + e[o + 1];
    return i;
  };
}
var Z4 = { ariaLabel: "text", strokeLinejoin: "round", strokeWidth: 3, paintOrder: "stroke" },
  Sx = "\xAD",
  no = class extends be {
    constructor(t, n = {}) {
      let {
          x: r,
          y: i,
          text: o = ut(t) && Wc(t) ? me : hn,
          frameAnchor: a,
          textAnchor: c = /right$/i.test(a) ? "end" : /left$/i.test(a) ? "start" : "middle",
          lineAnchor: s = /^top/i.test(a) ? "top" : /^bottom/i.test(a) ? "bottom" : "middle",
          lineHeight: f = 1,
          lineWidth: u = 1 / 0,
          textOverflow: d,
          monospace: l,
          fontFamily: h = l ? "ui-monospace, monospace" : void 0,
          fontSize: p,
          fontStyle: m,
          fontVariant: y,
          fontWeight: x,
          rotate: g,
        } = n,
        [v, _] = Se(g, 0),
        [$, M] = e7(p);
      if (
        super(
          t,
          {
            x: { value: r, scale: "x", optional: !0 },
            y: { value: i, scale: "y", optional: !0 },
            fontSize: { value: $, optional: !0 },
            rotate: { value: wy(v), optional: !0 },
            text: { value: o, filter: Go, optional: !0 },
          },
          n,
          Z4,
        ),
          this.rotate = _,
          this.textAnchor = $e(c, "middle"),
          this.lineAnchor = tt(s, "lineAnchor", ["top", "middle", "bottom"]),
          this.lineHeight = +f,
          this.lineWidth = +u,
          this.textOverflow = Sh(d),
          this.monospace = !!l,
          this.fontFamily = Ae(h),
          this.fontSize = M,
          this.fontStyle = Ae(m),
          this.fontVariant = Ae(y),
          this.fontWeight = Ae(x),
          this.frameAnchor = dr(a),
          !(this.lineWidth >= 0)
      ) throw new Error(`invalid lineWidth: ${u}`);
      this.splitLines = Ah(this), this.clipLine = Ch(this);
    }
    render(t, n, r, i, o) {
      let { x: a, y: c } = n,
        { x: s, y: f, rotate: u, text: d, title: l, fontSize: h } = r,
        { rotate: p } = this,
        [m, y] = _n(this, i);
      return ue("svg:g", o).call(Oe, this, i, o).call(kh, this, d, i).call(Ne, this, { x: s && a, y: f && c }).call(
        (x) =>
          x.selectAll().data(t).enter().append("text").call(Pe, this).call(K4, this, d, l).attr(
            "transform",
            to`translate(${s ? (g) => s[g] : m},${f ? (g) => f[g] : y})${
              u ? (g) => ` rotate(${u[g]})` : p ? ` rotate(${p})` : ""
            }`,
          ).call(H, "font-size", h && ((g) => h[g])).call(dt, this, r),
      ).node();
    }
  };
function Sh(e) {
  return e == null ? null : tt(e, "textOverflow", [
    "clip",
    "ellipsis",
    "clip-start",
    "clip-end",
    "ellipsis-start",
    "ellipsis-middle",
    "ellipsis-end",
  ]).replace(/^(clip|ellipsis)$/, "$1-end");
}
function K4(e, t, n, r) {
  if (!n) return;
  let { lineAnchor: i, lineHeight: o, textOverflow: a, splitLines: c, clipLine: s } = t;
  e.each(function (f) {
    let u = c(xn(n[f]) ?? "").map(s),
      d = u.length,
      l = i === "top" ? .71 : i === "bottom" ? 1 - d : (164 - d * 100) / 200;
    if (d > 1) {
      let h = 0;
      for (let p = 0; p < d; ++p) {
        if (++h, !u[p]) continue;
        let m = this.ownerDocument.createElementNS(Jn.svg, "tspan");
        m.setAttribute("x", 0),
          p === h - 1 ? m.setAttribute("y", `${(l + p) * o}em`) : m.setAttribute("dy", `${h * o}em`),
          m.textContent = u[p],
          this.appendChild(m),
          h = 0;
      }
    } else l && this.setAttribute("y", `${l * o}em`), this.textContent = u[0];
    if (a && !r && u[0] !== n[f]) {
      let h = this.ownerDocument.createElementNS(Jn.svg, "title");
      h.textContent = n[f], this.appendChild(h);
    }
  });
}
function Ve(e, { x: t, y: n, ...r } = {}) {
  return r.frameAnchor === void 0 && ([t, n] = xt(t, n)), new no(e, { ...r, x: t, y: n });
}
function $h(e, { x: t = me, ...n } = {}) {
  return new no(e, yx({ ...n, x: t }));
}
function Th(e, { y: t = me, ...n } = {}) {
  return new no(e, gx({ ...n, y: t }));
}
function kh(e, t, n) {
  H(e, "text-anchor", t.textAnchor),
    H(e, "font-family", t.fontFamily),
    H(e, "font-size", t.fontSize),
    H(e, "font-style", t.fontStyle),
    H(e, "font-variant", t.fontVariant === void 0 ? Q4(n) : t.fontVariant),
    H(e, "font-weight", t.fontWeight);
}
function Q4(e) {
  return e && ($y(e) || ke(e)) ? "tabular-nums" : void 0;
}
var J4 = new Set([
  "inherit",
  "initial",
  "revert",
  "unset",
  "xx-small",
  "x-small",
  "small",
  "medium",
  "large",
  "x-large",
  "xx-large",
  "xxx-large",
  "larger",
  "smaller",
]);
function e7(e) {
  return e == null || typeof e == "number"
    ? [void 0, e]
    : typeof e != "string"
    ? [e, void 0]
    : (e = e.trim().toLowerCase(),
      J4.has(e) || /^[+-]?\d*\.?\d+(e[+-]?\d+)?(\w*|%)$/.test(e) ? [void 0, e] : [e, void 0]);
}
function t7(e, t, n) {
  let r = [], i, o = 0;
  for (let [a, c, s] of n7(e)) {
    if (
      i === void 0 && (i = a),
        o > i && n(e, i, c) > t && (r.push(e.slice(i, o) + (e[o - 1] === Sx ? "-" : "")), i = a),
        s
    ) {
      r.push(e.slice(i, c)), i = void 0;
      continue;
    }
    o = c;
  }
  return r;
}
function* n7(e) {
  let t = 0, n = 0, r = e.length;
  for (; n < r;) {
    let i = 1;
    switch (e[n]) {
      case Sx:
      case "-":
        ++n, yield [t, n, !1], t = n;
        break;
      case " ":
        for (yield [t, n, !1]; e[++n] === " ";);
        t = n;
        break;
      case "\r":
        e[n + 1] === `
` && ++i;
      case `
`:
        yield [t, n, !0], n += i, t = n;
        break;
      default:
        ++n;
        break;
    }
  }
  yield [t, n, !0];
}
var _x = {
  a: 56,
  b: 63,
  c: 57,
  d: 63,
  e: 58,
  f: 37,
  g: 62,
  h: 60,
  i: 26,
  j: 26,
  k: 55,
  l: 26,
  m: 88,
  n: 60,
  o: 60,
  p: 62,
  q: 62,
  r: 39,
  s: 54,
  t: 38,
  u: 60,
  v: 55,
  w: 79,
  x: 54,
  y: 55,
  z: 55,
  A: 69,
  B: 67,
  C: 73,
  D: 74,
  E: 61,
  F: 58,
  G: 76,
  H: 75,
  I: 28,
  J: 55,
  K: 67,
  L: 58,
  M: 89,
  N: 75,
  O: 78,
  P: 65,
  Q: 78,
  R: 67,
  S: 65,
  T: 65,
  U: 75,
  V: 69,
  W: 98,
  X: 69,
  Y: 67,
  Z: 67,
  0: 64,
  1: 48,
  2: 62,
  3: 64,
  4: 66,
  5: 63,
  6: 65,
  7: 58,
  8: 65,
  9: 65,
  " ": 29,
  "!": 32,
  '"': 49,
  "'": 31,
  "(": 39,
  ")": 39,
  ",": 31,
  "-": 48,
  ".": 31,
  "/": 32,
  ":": 31,
  ";": 31,
  "?": 52,
  "\u2018": 31,
  "\u2019": 31,
  "\u201C": 47,
  "\u201D": 47,
  "\u2026": 82,
};
function ms(e, t = 0, n = e.length) {
  let r = 0;
  for (let i = t; i < n; i = ro(e, i)) r += _x[e[i]] ?? (Tx(e, i) ? 120 : _x.e);
  return r;
}
function gs(e, t = 0, n = e.length) {
  let r = 0;
  for (let i = t; i < n; i = ro(e, i)) r += Tx(e, i) ? 126 : 63;
  return r;
}
function Ah({ monospace: e, lineWidth: t, textOverflow: n }) {
  if (n != null || t == 1 / 0) return (o) => o.split(/\r\n?|\n/g);
  let r = e ? gs : ms, i = t * 100;
  return (o) => t7(o, i, r);
}
function Ch({ monospace: e, lineWidth: t, textOverflow: n }) {
  if (n == null || t == 1 / 0) return (o) => o;
  let r = e ? gs : ms, i = t * 100;
  switch (n) {
    case "clip-start":
      return (o) => wx(o, i, r, "");
    case "clip-end":
      return (o) => vx(o, i, r, "");
    case "ellipsis-start":
      return (o) => wx(o, i, r, ni);
    case "ellipsis-middle":
      return (o) => r7(o, i, r, ni);
    case "ellipsis-end":
      return (o) => vx(o, i, r, ni);
  }
}
var ni = "\u2026";
function ri(e, t, n, r) {
  let i = [], o = 0;
  for (let a = 0, c = 0, s = e.length; a < s; a = c) {
    c = ro(e, a);
    let f = n(e, a, c);
    if (o + f > t) {
      for (o += r; o > t && a > 0;) c = a, a = i.pop(), o -= n(e, a, c);
      return [a, t - o];
    }
    o += f, i.push(a);
  }
  return [-1, 0];
}
function vx(e, t, n, r) {
  e = e.trim();
  let i = n(r), [o] = ri(e, t, n, i);
  return o < 0 ? e : e.slice(0, o).trimEnd() + r;
}
function r7(e, t, n, r) {
  e = e.trim();
  let i = n(e);
  if (i <= t) return e;
  let o = n(r) / 2, [a, c] = ri(e, t / 2, n, o), [s] = ri(e, i - t / 2 - c + o, n, -o);
  return s < 0 ? r : e.slice(0, a).trimEnd() + r + e.slice(ro(e, s)).trimStart();
}
function wx(e, t, n, r) {
  e = e.trim();
  let i = n(e);
  if (i <= t) return e;
  let o = n(r), [a] = ri(e, i - t + o, n, -o);
  return a < 0 ? r : r + e.slice(ro(e, a)).trimStart();
}
var Mh = /[\p{Combining_Mark}\p{Emoji_Modifier}]+/uy, Mx = /\p{Extended_Pictographic}/uy;
function ro(e, t) {
  return t += i7(e, t) ? 2 : 1, a7(e, t) && (t = Mh.lastIndex), o7(e, t) ? ro(e, t + 1) : t;
}
function $x(e, t) {
  return e.charCodeAt(t) < 128;
}
function i7(e, t) {
  let n = e.charCodeAt(t);
  if (n >= 55296 && n < 56320) {
    let r = e.charCodeAt(t + 1);
    return r >= 56320 && r < 57344;
  }
  return !1;
}
function o7(e, t) {
  return e.charCodeAt(t) === 8205;
}
function a7(e, t) {
  return $x(e, t) ? !1 : (Mh.lastIndex = t, Mh.test(e));
}
function Tx(e, t) {
  return $x(e, t) ? !1 : (Mx.lastIndex = t, Mx.test(e));
}
var c7 = {
    ariaLabel: "vector",
    fill: "none",
    stroke: "currentColor",
    strokeWidth: 1.5,
    strokeLinejoin: "round",
    strokeLinecap: "round",
  },
  kx = 3.5,
  s7 = kx * 5,
  Ax = {
    draw(e, t, n) {
      let r = t * n / s7;
      e.moveTo(0, 0), e.lineTo(0, -t), e.moveTo(-r, r - t), e.lineTo(0, -t), e.lineTo(r, r - t);
    },
  },
  f7 = {
    draw(e, t, n) {
      e.moveTo(-n, 0), e.lineTo(0, -t), e.lineTo(n, 0);
    },
  },
  u7 = new Map([["arrow", Ax], ["spike", f7]]);
function l7(e) {
  return e && typeof e.draw == "function";
}
function d7(e) {
  if (l7(e)) return e;
  let t = u7.get(`${e}`.toLowerCase());
  if (t) return t;
  throw new Error(`invalid shape: ${e}`);
}
var ys = class extends be {
  constructor(t, n = {}) {
    let { x: r, y: i, r: o = kx, length: a, rotate: c, shape: s = Ax, anchor: f = "middle", frameAnchor: u } = n,
      [d, l] = Se(a, 12),
      [h, p] = Se(c, 0);
    super(
      t,
      {
        x: { value: r, scale: "x", optional: !0 },
        y: { value: i, scale: "y", optional: !0 },
        length: { value: d, scale: "length", optional: !0 },
        rotate: { value: h, optional: !0 },
      },
      n,
      c7,
    ),
      this.r = +o,
      this.length = l,
      this.rotate = p,
      this.shape = d7(s),
      this.anchor = tt(f, "anchor", ["start", "middle", "end"]),
      this.frameAnchor = dr(u);
  }
  render(t, n, r, i, o) {
    let { x: a, y: c } = n,
      { x: s, y: f, length: u, rotate: d } = r,
      { length: l, rotate: h, anchor: p, shape: m, r: y } = this,
      [x, g] = _n(this, i);
    return ue("svg:g", o).call(Oe, this, i, o).call(Ne, this, { x: s && a, y: f && c }).call((v) =>
      v.selectAll().data(t).enter().append("path").call(Pe, this).attr(
        "transform",
        to`translate(${s ? (_) => s[_] : x},${f ? (_) => f[_] : g})${
          d ? (_) => ` rotate(${d[_]})` : h ? ` rotate(${h})` : ""
        }${
          p === "start"
            ? ""
            : p === "end"
            ? u ? (_) => ` translate(0,${u[_]})` : ` translate(0,${l})`
            : u
            ? (_) => ` translate(0,${u[_] / 2})`
            : ` translate(0,${l / 2})`
        }`,
      ).attr(
        "d",
        u
          ? (_) => {
            let $ = tn();
            return m.draw($, u[_], y), $;
          }
          : (() => {
            let _ = tn();
            return m.draw(_, l, y), _;
          })(),
      ).call(dt, this, r)
    ).node();
  }
};
function Cx(e, t = {}) {
  let { x: n = me, ...r } = t;
  return new ys(e, { ...r, x: n });
}
function Nx(e, t = {}) {
  let { y: n = me, ...r } = t;
  return new ys(e, { ...r, y: n });
}
function gr(e, t) {
  return arguments.length < 2 && !ut(e) && (t = e, e = null), t === void 0 && (t = {}), [e, t];
}
function bs({ anchor: e } = {}, t) {
  return e === void 0 ? t[0] : tt(e, "anchor", t);
}
function Ex(e) {
  return bs(e, ["left", "right"]);
}
function Px(e) {
  return bs(e, ["right", "left"]);
}
function Rx(e) {
  return bs(e, ["bottom", "top"]);
}
function Ix(e) {
  return bs(e, ["top", "bottom"]);
}
function wn() {
  let [e, t] = gr(...arguments);
  return Lx("y", Ex(t), e, t);
}
function Eh() {
  let [e, t] = gr(...arguments);
  return Lx("fy", Px(t), e, t);
}
function io() {
  let [e, t] = gr(...arguments);
  return Ox("x", Rx(t), e, t);
}
function Ph() {
  let [e, t] = gr(...arguments);
  return Ox("fx", Ix(t), e, t);
}
function Lx(e, t, n, {
  color: r = "currentColor",
  opacity: i = 1,
  stroke: o = r,
  strokeOpacity: a = i,
  strokeWidth: c = 1,
  fill: s = r,
  fillOpacity: f = i,
  textAnchor: u,
  textStroke: d,
  textStrokeOpacity: l,
  textStrokeWidth: h,
  tickSize: p = e === "y" ? 6 : 0,
  tickPadding: m,
  tickRotate: y,
  x,
  margin: g,
  marginTop: v = g === void 0 ? 20 : g,
  marginRight: _ = g === void 0 ? t === "right" ? 40 : 0 : g,
  marginBottom: $ = g === void 0 ? 20 : g,
  marginLeft: M = g === void 0 ? t === "left" ? 40 : 0 : g,
  label: w,
  labelAnchor: S,
  labelArrow: T,
  labelOffset: C,
  ariaLabel: k = `${e}-axis`,
  ...N
}) {
  return p = Ce(p),
    m = Ce(m),
    y = Ce(y),
    S !== void 0 && (S = tt(S, "labelAnchor", ["center", "top", "bottom"])),
    T = Xx(T),
    dh(
      p && !Ye(o)
        ? h7(e, t, n, {
          stroke: o,
          strokeOpacity: a,
          strokeWidth: c,
          tickSize: p,
          tickPadding: m,
          tickRotate: y,
          x,
          ariaLabel: k,
          ...N,
        })
        : null,
      Ye(s) ? null : m7(e, t, n, {
        fill: s,
        fillOpacity: f,
        stroke: d,
        strokeOpacity: l,
        strokeWidth: h,
        textAnchor: u,
        tickSize: p,
        tickPadding: m,
        tickRotate: y,
        x,
        marginTop: v,
        marginRight: _,
        marginBottom: $,
        marginLeft: M,
        ariaLabel: k,
        ...N,
      }),
      !Ye(s) && w !== null
        ? Ve(
          [],
          zx({ fill: s, fillOpacity: f, ...N }, function (L, I, A, D, G) {
            let X = D[e],
              { marginTop: R, marginRight: O, marginBottom: Y, marginLeft: q } = e === "y" && G.inset || G,
              z = S ?? (X.bandwidth ? "center" : "top"),
              te = C ?? (t === "right" ? O : q) - 3;
            return z === "center"
              ? (this.textAnchor = void 0,
                this.lineAnchor = t === "right" ? "bottom" : "top",
                this.frameAnchor = t,
                this.rotate = -90)
              : (this.textAnchor = t === "right" ? "end" : "start",
                this.lineAnchor = z,
                this.frameAnchor = `${z}-${t}`,
                this.rotate = 0),
              this.dy = z === "top" ? 3 - R : z === "bottom" ? Y - 3 : 0,
              this.dx = t === "right" ? te : -te,
              this.ariaLabel = `${k} label`,
              {
                facets: [[0]],
                channels: { text: { value: [Ux(e, X, { anchor: t, label: w, labelAnchor: z, labelArrow: T })] } },
              };
          }),
        )
        : null,
    );
}
function Ox(e, t, n, {
  color: r = "currentColor",
  opacity: i = 1,
  stroke: o = r,
  strokeOpacity: a = i,
  strokeWidth: c = 1,
  fill: s = r,
  fillOpacity: f = i,
  textAnchor: u,
  textStroke: d,
  textStrokeOpacity: l,
  textStrokeWidth: h,
  tickSize: p = e === "x" ? 6 : 0,
  tickPadding: m,
  tickRotate: y,
  y: x,
  margin: g,
  marginTop: v = g === void 0 ? t === "top" ? 30 : 0 : g,
  marginRight: _ = g === void 0 ? 20 : g,
  marginBottom: $ = g === void 0 ? t === "bottom" ? 30 : 0 : g,
  marginLeft: M = g === void 0 ? 20 : g,
  label: w,
  labelAnchor: S,
  labelArrow: T,
  labelOffset: C,
  ariaLabel: k = `${e}-axis`,
  ...N
}) {
  return p = Ce(p),
    m = Ce(m),
    y = Ce(y),
    S !== void 0 && (S = tt(S, "labelAnchor", ["center", "left", "right"])),
    T = Xx(T),
    dh(
      p && !Ye(o)
        ? p7(e, t, n, {
          stroke: o,
          strokeOpacity: a,
          strokeWidth: c,
          tickSize: p,
          tickPadding: m,
          tickRotate: y,
          y: x,
          ariaLabel: k,
          ...N,
        })
        : null,
      Ye(s) ? null : g7(e, t, n, {
        fill: s,
        fillOpacity: f,
        stroke: d,
        strokeOpacity: l,
        strokeWidth: h,
        textAnchor: u,
        tickSize: p,
        tickPadding: m,
        tickRotate: y,
        y: x,
        marginTop: v,
        marginRight: _,
        marginBottom: $,
        marginLeft: M,
        ariaLabel: k,
        ...N,
      }),
      !Ye(s) && w !== null
        ? Ve(
          [],
          zx({ fill: s, fillOpacity: f, ...N }, function (L, I, A, D, G) {
            let X = D[e],
              { marginTop: R, marginRight: O, marginBottom: Y, marginLeft: q } = e === "x" && G.inset || G,
              z = S ?? (X.bandwidth ? "center" : "right"),
              te = C ?? (t === "top" ? R : Y) - 3;
            return z === "center"
              ? (this.frameAnchor = t, this.textAnchor = void 0)
              : (this.frameAnchor = `${t}-${z}`, this.textAnchor = z === "right" ? "end" : "start"),
              this.lineAnchor = t,
              this.dy = t === "top" ? -te : te,
              this.dx = z === "right" ? O - 3 : z === "left" ? 3 - q : 0,
              this.ariaLabel = `${k} label`,
              {
                facets: [[0]],
                channels: { text: { value: [Ux(e, X, { anchor: t, label: w, labelAnchor: z, labelArrow: T })] } },
              };
          }),
        )
        : null,
    );
}
function h7(
  e,
  t,
  n,
  {
    strokeWidth: r = 1,
    strokeLinecap: i = null,
    strokeLinejoin: o = null,
    facetAnchor: a = t + (e === "y" ? "-empty" : ""),
    frameAnchor: c = t,
    tickSize: s,
    inset: f = 0,
    insetLeft: u = f,
    insetRight: d = f,
    dx: l = 0,
    y: h = e === "y" ? void 0 : null,
    ariaLabel: p,
    ...m
  },
) {
  return oo(Nx, e, n, { ariaLabel: `${p} tick`, ariaHidden: !0 }, {
    strokeWidth: r,
    strokeLinecap: i,
    strokeLinejoin: o,
    facetAnchor: a,
    frameAnchor: c,
    y: h,
    ...m,
    dx: t === "left" ? +l - Xe + +u : +l + Xe - d,
    anchor: "start",
    length: s,
    shape: t === "left" ? _7 : v7,
  });
}
function p7(
  e,
  t,
  n,
  {
    strokeWidth: r = 1,
    strokeLinecap: i = null,
    strokeLinejoin: o = null,
    facetAnchor: a = t + (e === "x" ? "-empty" : ""),
    frameAnchor: c = t,
    tickSize: s,
    inset: f = 0,
    insetTop: u = f,
    insetBottom: d = f,
    dy: l = 0,
    x: h = e === "x" ? void 0 : null,
    ariaLabel: p,
    ...m
  },
) {
  return oo(Cx, e, n, { ariaLabel: `${p} tick`, ariaHidden: !0 }, {
    strokeWidth: r,
    strokeLinejoin: o,
    strokeLinecap: i,
    facetAnchor: a,
    frameAnchor: c,
    x: h,
    ...m,
    dy: t === "bottom" ? +l - Xe - d : +l + Xe + +u,
    anchor: "start",
    length: s,
    shape: t === "bottom" ? b7 : x7,
  });
}
function m7(e, t, n, {
  facetAnchor: r = t + (e === "y" ? "-empty" : ""),
  frameAnchor: i = t,
  tickSize: o,
  tickRotate: a = 0,
  tickPadding: c = Math.max(3, 9 - o) + (Math.abs(a) > 60 ? 4 * Math.cos(a * yh) : 0),
  text: s,
  textAnchor: f = Math.abs(a) > 60 ? "middle" : t === "left" ? "end" : "start",
  lineAnchor: u = a > 60 ? "top" : a < -60 ? "bottom" : "middle",
  fontVariant: d,
  inset: l = 0,
  insetLeft: h = l,
  insetRight: p = l,
  dx: m = 0,
  ariaLabel: y,
  y: x = e === "y" ? void 0 : null,
  ...g
}) {
  return oo(Th, e, n, { ariaLabel: `${y} tick label` }, {
    facetAnchor: r,
    frameAnchor: i,
    text: s,
    textAnchor: f,
    lineAnchor: u,
    fontVariant: d,
    rotate: a,
    y: x,
    ...g,
    dx: t === "left" ? +m - o - c + +h : +m + +o + +c - p,
  }, function (v, _, $, M, w) {
    d === void 0 && (this.fontVariant = qx(v)), s === void 0 && (w.text = Yx(v, _, $, M, t));
  });
}
function g7(e, t, n, {
  facetAnchor: r = t + (e === "x" ? "-empty" : ""),
  frameAnchor: i = t,
  tickSize: o,
  tickRotate: a = 0,
  tickPadding: c = Math.max(3, 9 - o) + (Math.abs(a) >= 10 ? 4 * Math.cos(a * yh) : 0),
  text: s,
  textAnchor: f = Math.abs(a) >= 10 ? a < 0 ^ t === "bottom" ? "start" : "end" : "middle",
  lineAnchor: u = Math.abs(a) >= 10 ? "middle" : t === "bottom" ? "top" : "bottom",
  fontVariant: d,
  inset: l = 0,
  insetTop: h = l,
  insetBottom: p = l,
  dy: m = 0,
  x: y = e === "x" ? void 0 : null,
  ariaLabel: x,
  ...g
}) {
  return oo($h, e, n, { ariaLabel: `${x} tick label` }, {
    facetAnchor: r,
    frameAnchor: i,
    text: s === void 0 ? null : s,
    textAnchor: f,
    lineAnchor: u,
    fontVariant: d,
    rotate: a,
    x: y,
    ...g,
    dy: t === "bottom" ? +m + +o + +c - p : +m - o - c + +h,
  }, function (v, _, $, M, w) {
    d === void 0 && (this.fontVariant = qx(v)), s === void 0 && (w.text = Yx(v, _, $, M, t));
  });
}
function la() {
  let [e, t] = gr(...arguments);
  return Dx("y", Ex(t), e, t);
}
function Rh() {
  let [e, t] = gr(...arguments);
  return Dx("fy", Px(t), e, t);
}
function da() {
  let [e, t] = gr(...arguments);
  return Fx("x", Rx(t), e, t);
}
function Ih() {
  let [e, t] = gr(...arguments);
  return Fx("fx", Ix(t), e, t);
}
function Dx(
  e,
  t,
  n,
  {
    y: r = e === "y" ? void 0 : null,
    x: i = null,
    x1: o = t === "left" ? i : null,
    x2: a = t === "right" ? i : null,
    ariaLabel: c = `${e}-grid`,
    ariaHidden: s = !0,
    ...f
  },
) {
  return oo(ua, e, n, { ariaLabel: c, ariaHidden: s }, { y: r, x1: o, x2: a, ...Bx(f) });
}
function Fx(
  e,
  t,
  n,
  {
    x: r = e === "x" ? void 0 : null,
    y: i = null,
    y1: o = t === "top" ? i : null,
    y2: a = t === "bottom" ? i : null,
    ariaLabel: c = `${e}-grid`,
    ariaHidden: s = !0,
    ...f
  },
) {
  return oo(vn, e, n, { ariaLabel: c, ariaHidden: s }, { x: r, y1: o, y2: a, ...Bx(f) });
}
function Bx(
  { color: e = "currentColor", opacity: t = .1, stroke: n = e, strokeOpacity: r = t, strokeWidth: i = 1, ...o },
) {
  return { stroke: n, strokeOpacity: r, strokeWidth: i, ...o };
}
function zx(
  {
    fill: e,
    fillOpacity: t,
    fontFamily: n,
    fontSize: r,
    fontStyle: i,
    fontVariant: o,
    fontWeight: a,
    monospace: c,
    pointerEvents: s,
    shapeRendering: f,
    clip: u = !1,
  },
  d,
) {
  return [, e] = et(e), [, t] = Se(t), {
    facet: "super",
    x: null,
    y: null,
    fill: e,
    fillOpacity: t,
    fontFamily: n,
    fontSize: r,
    fontStyle: i,
    fontVariant: o,
    fontWeight: a,
    monospace: c,
    pointerEvents: s,
    shapeRendering: f,
    clip: u,
    initializer: d,
  };
}
function oo(e, t, n, r, i, o) {
  let a;
  function c(u, d, l, h, p, m) {
    let y = u == null && (t === "fx" || t === "fy"), { [t]: x } = h;
    if (!x) throw new Error(`missing scale: ${t}`);
    let g = x.domain(), { interval: v, ticks: _, tickFormat: $, tickSpacing: M = t === "x" ? 80 : 35 } = i;
    if (
      typeof _ == "string" && jx(x) && (v = _, _ = void 0), _ === void 0 && (_ = gn(v, x.type) ?? y7(x, M)), u == null
    ) {
      if (ut(_)) u = mn(_);
      else if (lr(_)) u = Nh(_, ...Ue(g));
      else if (x.interval) {
        let S = x.interval;
        if (x.ticks) {
          let [T, C] = Ue(g), k = (C - T) / S[Li];
          S = bd(S, k / _) ?? S, u = Nh(S, T, C);
        } else {
          u = g;
          let T = u.length;
          S = bd(S, T / _) ?? S, S !== x.interval && (u = Nh(S, ...Ue(u)));
        }
        if (S === x.interval) {
          let T = Math.round(u.length / _);
          T > 1 && (u = u.filter((C, k) => k % T === 0));
        }
      } else x.ticks ? u = x.ticks(_) : u = g;
      if (!x.ticks && u.length && u !== g) {
        let S = new Qt(g);
        u = u.filter((T) => S.has(T)),
          u.length ||
          lt(
            `Warning: the ${t}-axis ticks appear to not align with the scale domain, resulting in no ticks. Try different ticks?`,
          );
      }
      t === "y" || t === "x" ? d = [nt(u)] : a[t] = { scale: t, value: me };
    }
    o?.call(this, x, u, _, $, a);
    let w = Object.fromEntries(Object.entries(a).map(([S, T]) => [S, { ...T, value: _e(u, T.value) }]));
    return y && (d = m.filterFacets(u, w)), { data: u, facets: d, channels: w };
  }
  let s = qn(i).initializer, f = e(n, qn({ ...i, initializer: c }, s));
  return n == null ? (a = f.channels, f.channels = {}) : a = {},
    r !== void 0 && Object.assign(f, r),
    f.clip === void 0 && (f.clip = !1),
    f;
}
function y7(e, t) {
  let [n, r] = Ue(e.range());
  return (r - n) / t;
}
function Yx(e, t, n, r, i) {
  return { value: ha(e, t, n, r, i) };
}
function ha(e, t, n, r, i) {
  return typeof r == "function" && !(e.type === "log" && e.tickFormat)
    ? r
    : r === void 0 && t && ke(t)
    ? fy(e.type, t, i) ?? xn
    : e.tickFormat
    ? e.tickFormat(typeof n == "number" ? n : null, r)
    : typeof r == "string" && e.domain().length > 0
    ? (ke(e.domain()) ? fn : nn)(r)
    : r === void 0
    ? xn
    : bt(r);
}
function Nh(e, t, n) {
  return e.range(t, e.offset(e.floor(n)));
}
var b7 = {
    draw(e, t) {
      e.moveTo(0, 0), e.lineTo(0, t);
    },
  },
  x7 = {
    draw(e, t) {
      e.moveTo(0, 0), e.lineTo(0, -t);
    },
  },
  _7 = {
    draw(e, t) {
      e.moveTo(0, 0), e.lineTo(-t, 0);
    },
  },
  v7 = {
    draw(e, t) {
      e.moveTo(0, 0), e.lineTo(t, 0);
    },
  };
function qx(e) {
  return e.bandwidth && !e.interval ? void 0 : "tabular-nums";
}
function Ux(e, t, { anchor: n, label: r = t.label, labelAnchor: i, labelArrow: o } = {}) {
  if (!(r == null || r.inferred && jx(t) && /^(date|time|year)$/i.test(r))) {
    if (r = String(r), o === "auto" && (o = (!t.bandwidth || t.interval) && !/[↑↓→←]/.test(r)), !o) return r;
    if (o === !0) {
      let a = Lb(t);
      a && (o = /x$/.test(e) || i === "center" ? /x$/.test(e) === a < 0 ? "left" : "right" : a < 0 ? "up" : "down");
    }
    switch (o) {
      case "left":
        return `\u2190 ${r}`;
      case "right":
        return `${r} \u2192`;
      case "up":
        return n === "right" ? `${r} \u2191` : `\u2191 ${r}`;
      case "down":
        return n === "right" ? `${r} \u2193` : `\u2193 ${r}`;
    }
    return r;
  }
}
function Xx(e = "auto") {
  return Ye(e) ? !1 : typeof e == "boolean" ? e : tt(e, "labelArrow", ["auto", "up", "right", "down", "left"]);
}
function jx(e) {
  return ke(e.domain());
}
function Wx(e, t) {
  if (t == null) return t;
  let n = e(t);
  if (!n) throw new Error(`scale not found: ${t}`);
  return n;
}
function Hx(e, { opacity: t, ...n } = {}) {
  if (!bn(e) && !ih(e)) throw new Error(`swatches legend requires ordinal or threshold color scale (not ${e.type})`);
  return Vx(
    e,
    n,
    (r, i, o, a) =>
      r.append("svg").attr("width", o).attr("height", a).attr("fill", i.scale).attr("fill-opacity", Se(t)[1]).append(
        "rect",
      ).attr("width", "100%").attr("height", "100%"),
  );
}
function Gx(
  e,
  {
    fill: t = e.hint?.fill !== void 0 ? e.hint.fill : "none",
    fillOpacity: n = 1,
    stroke: r = e.hint?.stroke !== void 0 ? e.hint.stroke : Ye(t) ? "currentColor" : "none",
    strokeOpacity: i = 1,
    strokeWidth: o = 1.5,
    r: a = 4.5,
    ...c
  } = {},
  s,
) {
  let [f, u] = et(t), [d, l] = et(r), h = Wx(s, f), p = Wx(s, d), m = a * a * Math.PI;
  return n = Se(n)[1],
    i = Se(i)[1],
    o = Se(o)[1],
    Vx(
      e,
      c,
      (y, x, g, v) =>
        y.append("svg").attr("viewBox", "-8 -8 16 16").attr("width", g).attr("height", v).attr(
          "fill",
          f === "color" ? (_) => h.scale(_) : u,
        ).attr("fill-opacity", n).attr("stroke", d === "color" ? (_) => p.scale(_) : l).attr("stroke-opacity", i).attr(
          "stroke-width",
          o,
        ).append("path").attr("d", (_) => {
          let $ = tn();
          return e.scale(_).draw($, m), $;
        }),
    );
}
function Vx(e, t = {}, n) {
  let {
      columns: r,
      tickFormat: i,
      fontVariant: o = us(e),
      swatchSize: a = 15,
      swatchWidth: c = a,
      swatchHeight: s = a,
      marginLeft: f = 0,
      className: u,
      style: d,
      width: l,
    } = t,
    h = Ki(t);
  u = Qi(u), i = ha(e.scale, e.domain, void 0, i);
  let p = ue("div", h).attr("class", `${u}-swatches ${u}-swatches-${r != null ? "columns" : "wrap"}`), m;
  return r != null
    ? (m = `:where(.${u}-swatches-columns .${u}-swatch) {
  display: flex;
  align-items: center;
  break-inside: avoid;
  padding-bottom: 1px;
}
:where(.${u}-swatches-columns .${u}-swatch::before) {
  flex-shrink: 0;
}
:where(.${u}-swatches-columns .${u}-swatch-label) {
  white-space: nowrap;
  overflow: hidden;
  text-overflow: ellipsis;
}`,
      p.style("columns", r).selectAll().data(e.domain).enter().append("div").attr("class", `${u}-swatch`).call(
        n,
        e,
        c,
        s,
      ).call((y) => y.append("div").attr("class", `${u}-swatch-label`).attr("title", i).text(i)))
    : (m = `:where(.${u}-swatches-wrap) {
  display: flex;
  align-items: center;
  min-height: 33px;
  flex-wrap: wrap;
}
:where(.${u}-swatches-wrap .${u}-swatch) {
  display: inline-flex;
  align-items: center;
  margin-right: 1em;
}`,
      p.selectAll().data(e.domain).enter().append("span").attr("class", `${u}-swatch`).call(n, e, c, s).append(
        function () {
          return this.ownerDocument.createTextNode(i.apply(this, arguments));
        },
      )),
    p.call((y) =>
      y.insert("style", "*").text(`:where(.${u}-swatches) {
  font-family: system-ui, sans-serif;
  font-size: 10px;
  margin-bottom: 0.5em;
}
:where(.${u}-swatch > svg) {
  margin-right: 0.5em;
  overflow: visible;
}
${m}`)
    ).style("margin-left", f ? `${+f}px` : null).style("width", l === void 0 ? null : `${+l}px`).style(
      "font-variant",
      $e(o, "normal"),
    ).call(Ji, d).node();
}
var Lh = new Map([["symbol", Gx], ["color", Qx], ["opacity", w7]]);
function Zx(e, t, n = {}) {
  return (r, i) => {
    if (!Lh.has(r)) throw new Error(`unknown legend type: ${r}`);
    if (r in e) return Lh.get(r)(e[r], Kx(t, n[r], i), (o) => e[o]);
  };
}
function Kx({ className: e, ...t }, { label: n, ticks: r, tickFormat: i } = {}, o) {
  return Ay(o, { className: e, ...t }, { label: n, ticks: r, tickFormat: i });
}
function Qx(e, { legend: t = !0, ...n }) {
  if (t === !0 && (t = e.type === "ordinal" ? "swatches" : "ramp"), e.domain !== void 0) {
    switch (`${t}`.toLowerCase()) {
      case "swatches":
        return Hx(e, n);
      case "ramp":
        return ax(e, n);
      default:
        throw new Error(`unknown legend type: ${t}`);
    }
  }
}
function w7({ type: e, interpolate: t, ...n }, { legend: r = !0, color: i = jt(0, 0, 0), ...o }) {
  if (!t) throw new Error(`${e} opacity scales are not supported`);
  if (r === !0 && (r = "ramp"), `${r}`.toLowerCase() !== "ramp") {
    throw new Error(`${r} opacity legends are not supported`);
  }
  return Qx({ type: e, ...n, interpolate: M7(i) }, { legend: r, ...o });
}
function M7(e) {
  let { r: t, g: n, b: r } = jt(e) || jt(0, 0, 0);
  return (i) => `rgba(${t},${n},${r},${i})`;
}
function Jx(e, t, n) {
  let r = [];
  for (let [i, o] of Lh) {
    let a = n[i];
    if (a?.legend && i in e) {
      let c = o(e[i], Kx(t, e[i], a), (s) => e[s]);
      c != null && r.push(c);
    }
  }
  return r;
}
function Oh(e = {}, t = "x") {
  return Ad(e) ? e : { ...e, [t]: me };
}
function Dh(e = {}, t = "y") {
  return Cd(e) ? e : { ...e, [t]: me };
}
function e2(e, t) {
  if (t.length === 1) return { data: e, facets: t };
  let n = ur(e), r = new Uint8Array(n), i = 0;
  for (let c of t) for (let s of c) r[s] && ++i, r[s] = 1;
  if (i === 0) return { data: e, facets: t };
  e = sr(e);
  let o = e[vd] = new Uint32Array(n + i);
  t = t.map((c) => sr(c, Uint32Array));
  let a = n;
  r.fill(0);
  for (let c of t) {
    for (let s = 0, f = c.length; s < f; ++s) {
      let u = c[s];
      r[u] ? (c[s] = a, e[a] = e[u], o[a] = u, ++a) : o[u] = u, r[u] = 1;
    }
  }
  return { data: e, facets: t };
}
function S7(e = {}, t = {}) {
  arguments.length === 1 && ([e, t] = r2(e));
  let { y1: n, y: r = n, x: i, ...o } = t, [a, c, s, f] = i2(r, i, "y", "x", e, o);
  return { ...a, y1: n, y: c, x1: s, x2: f, x: Yi(s, f) };
}
function $7(e = {}, t = {}) {
  arguments.length === 1 && ([e, t] = r2(e));
  let { x1: n, x: r = n, y: i, ...o } = t, [a, c, s, f] = i2(r, i, "x", "y", e, o);
  return { ...a, x1: n, x: c, y1: s, y2: f, y: Yi(s, f) };
}
function Fh({ x: e, x1: t, x2: n, ...r } = {}) {
  return r = mr(r, "y"),
    t === void 0 && n === void 0 ? S7({ x: e, ...r }) : ([t, n] = Ed(e, t, n), { ...r, x1: t, x2: n });
}
function Bh({ y: e, y1: t, y2: n, ...r } = {}) {
  return r = mr(r, "x"),
    t === void 0 && n === void 0 ? $7({ y: e, ...r }) : ([t, n] = Ed(e, t, n), { ...r, y1: t, y2: n });
}
function r2(e) {
  let { offset: t, order: n, reverse: r, ...i } = e;
  return [{ offset: t, order: n, reverse: r }, i];
}
var T7 = { length: !0 };
function i2(e, t = py, n, r, { offset: i, order: o, reverse: a }, c) {
  if (t === null) throw new Error(`stack requires ${r}`);
  let s = Bi(c), [f, u] = Dt(e), [d, l] = zi(t), [h, p] = zi(t);
  return d.hint = h.hint = T7, i = k7(i), o = N7(o, i, r), [
    ti(c, (m, y, x) => {
      ({ data: m, facets: y } = e2(m, y));
      let g = e == null ? void 0 : u(Jo(_e(m, e), x?.[n])),
        v = _e(m, t, Float64Array),
        _ = _e(m, s),
        $ = o && o(m, g, v, _),
        M = ur(m),
        w = l(new Float64Array(M)),
        S = p(new Float64Array(M)),
        T = [];
      for (let C of y) {
        let k = g ? Array.from(kr(C, (N) => g[N]).values()) : [C];
        if ($) { for (let N of k) N.sort($); }
        for (let N of k) {
          let L = 0, I = 0;
          a && N.reverse();
          for (let A of N) {
            let D = v[A];
            D < 0 ? L = S[A] = (w[A] = L) + D : D > 0 ? I = S[A] = (w[A] = I) + D : S[A] = w[A] = I;
          }
        }
        T.push(k);
      }
      return i && i(T, w, S, _), { data: m, facets: y };
    }),
    f,
    d,
    h,
  ];
}
function k7(e) {
  if (e != null) {
    if (typeof e == "function") return e;
    switch (`${e}`.toLowerCase()) {
      case "expand":
      case "normalize":
        return A7;
      case "center":
      case "silhouette":
        return C7;
      case "wiggle":
        return a2;
    }
    throw new Error(`unknown offset: ${e}`);
  }
}
function o2(e, t) {
  let n = 0, r = 0;
  for (let i of e) {
    let o = t[i];
    o < n && (n = o), o > r && (r = o);
  }
  return [n, r];
}
function A7(e, t, n) {
  for (let r of e) {
    for (let i of r) {
      let [o, a] = o2(i, n);
      for (let c of i) {
        let s = 1 / (a - o || 1);
        t[c] = s * (t[c] - o), n[c] = s * (n[c] - o);
      }
    }
  }
}
function C7(e, t, n) {
  for (let r of e) {
    for (let i of r) {
      let [o, a] = o2(i, n);
      for (let c of i) {
        let s = (a + o) / 2;
        t[c] -= s, n[c] -= s;
      }
    }
    c2(r, t, n);
  }
  s2(e, t, n);
}
function a2(e, t, n, r) {
  for (let i of e) {
    let o = new St(), a = 0;
    for (let c of i) {
      let s = -1,
        f = c.map((h) => Math.abs(n[h] - t[h])),
        u = c.map((h) => {
          s = r ? r[h] : ++s;
          let p = n[h] - t[h], m = o.has(s) ? p - o.get(s) : 0;
          return o.set(s, p), m;
        }),
        d = [0, ...jp(u)];
      for (let h of c) t[h] += a, n[h] += a;
      let l = qt(f);
      l && (a -= qt(f, (h, p) => (u[p] / 2 + d[p]) * h) / l);
    }
    c2(i, t, n);
  }
  s2(e, t, n);
}
function c2(e, t, n) {
  let r = $t(e, (i) => $t(i, (o) => t[o]));
  for (let i of e) for (let o of i) t[o] -= r, n[o] -= r;
}
function s2(e, t, n) {
  let r = e.length;
  if (r === 1) return;
  let i = e.map((c) => c.flat()), o = i.map((c) => ($t(c, (s) => t[s]) + Ze(c, (s) => n[s])) / 2), a = $t(o);
  for (let c = 0; c < r; c++) {
    let s = a - o[c];
    for (let f of i[c]) t[f] += s, n[f] += s;
  }
}
function N7(e, t, n) {
  if (e === void 0 && t === a2) return t2(Ge);
  if (e != null) {
    if (typeof e == "string") {
      let r = e.startsWith("-"), i = r ? Gr : Ge;
      switch ((r ? e.slice(1) : e).toLowerCase()) {
        case "value":
        case n:
          return E7(i);
        case "z":
          return P7(i);
        case "sum":
          return R7(i);
        case "appearance":
          return I7(i);
        case "inside-out":
          return t2(i);
      }
      return n2(Md(e));
    }
    if (typeof e == "function") return (e.length === 1 ? n2 : L7)(e);
    if (Wt(e)) return O7(e);
    throw new Error(`invalid order: ${e}`);
  }
}
function E7(e) {
  return (t, n, r) => (i, o) => e(r[i], r[o]);
}
function P7(e) {
  return (t, n, r, i) => (o, a) => e(i[o], i[a]);
}
function R7(e) {
  return xs(e, (t, n, r, i) => Oa(nt(t), (o) => qt(o, (a) => r[a]), (o) => i[o]));
}
function I7(e) {
  return xs(e, (t, n, r, i) => Oa(nt(t), (o) => n[gf(o, (a) => r[a])], (o) => i[o]));
}
function t2(e) {
  return xs(e, (t, n, r, i) => {
    let o = nt(t),
      a = Oa(o, (d) => n[gf(d, (l) => r[l])], (d) => i[d]),
      c = Nn(o, (d) => qt(d, (l) => r[l]), (d) => i[d]),
      s = [],
      f = [],
      u = 0;
    for (let d of a) u < 0 ? (u += c.get(d), s.push(d)) : (u -= c.get(d), f.push(d));
    return f.reverse().concat(s);
  });
}
function n2(e) {
  return (t) => {
    let n = _e(t, e);
    return (r, i) => Ge(n[r], n[i]);
  };
}
function L7(e) {
  return (t) => Wt(t) ? (n, r) => e(t[n], t[r]) : (n, r) => e(t.get(n), t.get(r));
}
function O7(e) {
  return xs(Ge, () => e);
}
function xs(e, t) {
  return (n, r, i, o) => {
    if (!o) throw new Error("missing channel: z");
    let a = new St(t(n, r, i, o).map((c, s) => [c, s]));
    return (c, s) => e(a.get(o[c]), a.get(o[s]));
  };
}
function ws(e, { inset: t = 0, insetTop: n = t, insetRight: r = t, insetBottom: i = t, insetLeft: o = t } = {}) {
  e.insetTop = Ce(n), e.insetRight = Ce(r), e.insetBottom = Ce(i), e.insetLeft = Ce(o);
}
function Ms(
  e,
  {
    r: t,
    rx: n,
    ry: r,
    rx1: i = t,
    ry1: o = t,
    rx2: a = t,
    ry2: c = t,
    rx1y1: s = i !== void 0 ? +i : o !== void 0 ? +o : 0,
    rx1y2: f = i !== void 0 ? +i : c !== void 0 ? +c : 0,
    rx2y1: u = a !== void 0 ? +a : o !== void 0 ? +o : 0,
    rx2y2: d = a !== void 0 ? +a : c !== void 0 ? +c : 0,
  } = {},
) {
  s || f || u || d
    ? (e.rx1y1 = s, e.rx1y2 = f, e.rx2y1 = u, e.rx2y2 = d)
    : (e.rx = $e(n, "auto"), e.ry = $e(r, "auto"));
}
function Ss(e, t, n, r, i, o) {
  let { rx1y1: a, rx1y2: c, rx2y1: s, rx2y2: f } = o;
  typeof t != "function" && (t = bt(t)),
    typeof n != "function" && (n = bt(n)),
    typeof r != "function" && (r = bt(r)),
    typeof i != "function" && (i = bt(i));
  let u = Math.max(Math.abs(a + s), Math.abs(c + f)), d = Math.max(Math.abs(a + c), Math.abs(s + f));
  e.attr("d", (l) => {
    let h = t(l),
      p = n(l),
      m = r(l),
      y = i(l),
      x = h > m,
      g = p > y,
      v = x ? m : h,
      _ = x ? h : m,
      $ = g ? y : p,
      M = g ? p : y,
      w = Math.min(1, (_ - v) / u, (M - $) / d),
      S = w * (x ? g ? f : s : g ? c : a),
      T = w * (x ? g ? c : a : g ? f : s),
      C = w * (x ? g ? a : c : g ? s : f),
      k = w * (x ? g ? s : f : g ? a : c);
    return `M${v},${$ + vs(S, k)}A${S},${S} 0 0 ${S < 0 ? 0 : 1} ${v + _s(S, k)},${$}H${_ - _s(T, C)}A${T},${T} 0 0 ${
      T < 0 ? 0 : 1
    } ${_},${$ + vs(T, C)}V${M - vs(C, T)}A${C},${C} 0 0 ${C < 0 ? 0 : 1} ${_ - _s(C, T)},${M}H${
      v + _s(k, S)
    }A${k},${k} 0 0 ${k < 0 ? 0 : 1} ${v},${M - vs(k, S)}Z`;
  });
}
function _s(e, t) {
  return t < 0 ? e : Math.abs(e);
}
function vs(e, t) {
  return t < 0 ? Math.abs(e) : e;
}
var D7 = { ariaLabel: "frame", fill: "none", stroke: "currentColor", clip: !1 },
  F7 = { ariaLabel: "frame", fill: null, stroke: "currentColor", strokeLinecap: "square", clip: !1 },
  zh = class extends be {
    constructor(t = {}) {
      let { anchor: n = null } = t;
      super(Oi, void 0, t, n == null ? D7 : F7),
        this.anchor = kd(n, "anchor", ["top", "right", "bottom", "left"]),
        ws(this, t),
        n || Ms(this, t);
    }
    render(t, n, r, i, o) {
      let { marginTop: a, marginRight: c, marginBottom: s, marginLeft: f, width: u, height: d } = i,
        { anchor: l, insetTop: h, insetRight: p, insetBottom: m, insetLeft: y } = this,
        { rx: x, ry: g, rx1y1: v, rx1y2: _, rx2y1: $, rx2y2: M } = this,
        w = f + y,
        S = u - c - p,
        T = a + h,
        C = d - s - m;
      return ue(l ? "svg:line" : v || _ || $ || M ? "svg:path" : "svg:rect", o).datum(0).call(Oe, this, i, o).call(
        Pe,
        this,
      ).call(dt, this, r).call(Ne, this, {}).call(
        l === "left"
          ? (k) => k.attr("x1", w).attr("x2", w).attr("y1", T).attr("y2", C)
          : l === "right"
          ? (k) => k.attr("x1", S).attr("x2", S).attr("y1", T).attr("y2", C)
          : l === "top"
          ? (k) => k.attr("x1", w).attr("x2", S).attr("y1", T).attr("y2", T)
          : l === "bottom"
          ? (k) => k.attr("x1", w).attr("x2", S).attr("y1", C).attr("y2", C)
          : v || _ || $ || M
          ? (k) => k.call(Ss, w, T, S, C, this)
          : (k) => k.attr("x", w).attr("y", T).attr("width", S - w).attr("height", C - T).attr("rx", x).attr("ry", g),
      ).node();
    }
  };
function f2(e) {
  return new zh(e);
}
var Yh = { ariaLabel: "tip", fill: "var(--plot-background)", stroke: "currentColor" },
  B7 = new Set(["geometry", "href", "src", "ariaLabel", "scales"]),
  $s = class extends be {
    constructor(t, n = {}) {
      n.tip && (n = { ...n, tip: !1 }), n.title === void 0 && ut(t) && Wc(t) && (n = { ...n, title: me });
      let {
        x: r,
        y: i,
        x1: o,
        x2: a,
        y1: c,
        y2: s,
        anchor: f,
        preferredAnchor: u = "bottom",
        monospace: d,
        fontFamily: l = d ? "ui-monospace, monospace" : void 0,
        fontSize: h,
        fontStyle: p,
        fontVariant: m,
        fontWeight: y,
        lineHeight: x = 1,
        lineWidth: g = 20,
        frameAnchor: v,
        format: _,
        textAnchor: $ = "start",
        textOverflow: M,
        textPadding: w = 8,
        title: S,
        pointerSize: T = 12,
        pathFilter: C = "drop-shadow(0 3px 4px rgba(0,0,0,0.2))",
      } = n;
      super(
        t,
        {
          x: { value: o != null && a != null ? null : r, scale: "x", optional: !0 },
          y: { value: c != null && s != null ? null : i, scale: "y", optional: !0 },
          x1: { value: o, scale: "x", optional: a == null },
          y1: { value: c, scale: "y", optional: s == null },
          x2: { value: a, scale: "x", optional: o == null },
          y2: { value: s, scale: "y", optional: c == null },
          title: { value: S, optional: !0 },
        },
        n,
        Yh,
      ),
        this.anchor = Gc(f, "anchor"),
        this.preferredAnchor = Gc(u, "preferredAnchor"),
        this.frameAnchor = dr(v),
        this.textAnchor = $e($, "middle"),
        this.textPadding = +w,
        this.pointerSize = +T,
        this.pathFilter = Ae(C),
        this.lineHeight = +x,
        this.lineWidth = +g,
        this.textOverflow = Sh(M),
        this.monospace = !!d,
        this.fontFamily = Ae(l),
        this.fontSize = Ce(h),
        this.fontStyle = Ae(p),
        this.fontVariant = Ae(m),
        this.fontWeight = Ae(y);
      for (let k in Yh) k in this.channels && (this[k] = Yh[k]);
      this.splitLines = Ah(this),
        this.clipLine = Ch(this),
        this.format = typeof _ == "string" || typeof _ == "function" ? { title: _ } : { ..._ };
    }
    render(t, n, r, i, o) {
      let a = this,
        { x: c, y: s, fx: f, fy: u } = n,
        { ownerSVGElement: d, document: l } = o,
        { anchor: h, monospace: p, lineHeight: m, lineWidth: y } = this,
        { textPadding: x, pointerSize: g, pathFilter: v } = this,
        { marginTop: _, marginLeft: $ } = i,
        { x1: M, y1: w, x2: S, y2: T, x: C = M ?? S, y: k = w ?? T } = r,
        N = f ? f(t.fx) - $ : 0,
        L = u ? u(t.fy) - _ : 0,
        [I, A] = _n(this, i),
        D = mh(r, I),
        G = gh(r, A),
        X = p ? gs : ms,
        R = X(ni),
        O,
        Y;
      "title" in r
        ? (O = u2.call(this, { title: r.channels.title }, n), Y = U7)
        : (O = u2.call(this, r.channels, n), Y = X7);
      let q = ue("svg:g", o).call(Oe, this, i, o).call(kh, this).call(Ne, this, { x: C && c, y: k && s }).call((re) =>
        re.selectAll().data(t).enter().append("g").attr(
          "transform",
          (oe) => `translate(${Math.round(D(oe))},${Math.round(G(oe))})`,
        ).call(Pe, this).call((oe) => oe.append("path").attr("filter", v)).call((oe) =>
          oe.append("text").each(function (B) {
            let Z = Ut(this);
            this.setAttribute("fill", "currentColor"),
              this.setAttribute("fill-opacity", 1),
              this.setAttribute("stroke", "none");
            let P = Y.call(a, B, t, O, n, r);
            if (typeof P == "string") { for (let F of a.splitLines(P)) z(Z, { value: a.clipLine(F) }); }
            else {
              let F = new Set();
              for (let U of P) {
                let { label: E = "" } = U;
                E && F.has(E) || (F.add(E), z(Z, U));
              }
            }
          })
        )
      );
      function z(re, { label: oe, value: B, color: Z, opacity: P }) {
        oe ??= "", B ??= "";
        let F = Z != null || P != null, U, E = y * 100, [ae] = ri(oe, E, X, R);
        if (ae >= 0) oe = oe.slice(0, ae).trimEnd() + ni, U = B.trim(), B = "";
        else {
          (oe || !B && !F) && (B = " " + B);
          let [fe] = ri(B, E - X(oe), X, R);
          fe >= 0 && (U = B.trim(), B = B.slice(0, fe).trimEnd() + ni);
        }
        let W = re.append("tspan").attr("x", 0).attr("dy", `${m}em`).text("\u200B");
        oe && W.append("tspan").attr("font-weight", "bold").text(oe),
          B && W.append(() => l.createTextNode(B)),
          F && W.append("tspan").text(" \u25A0").attr("fill", Z).attr("fill-opacity", P).style("user-select", "none"),
          U && W.append("title").text(U);
      }
      function te() {
        let { width: re, height: oe } = i.facet ?? i;
        q.selectChildren().each(function (B) {
          let { x: Z, width: P, height: F } = this.getBBox();
          P = Math.round(P), F = Math.round(F);
          let U = h;
          if (U === void 0) {
            let W = D(B) + N,
              fe = G(B) + L,
              xe = W + P + g + x * 2 < re,
              We = W - P - g - x * 2 > 0,
              Vn = fe + F + g + x * 2 < oe,
              wr = fe - F - g - x * 2 > 0;
            U = xe && We
              ? Vn && wr ? a.preferredAnchor : wr ? "bottom" : "top"
              : Vn && wr
              ? xe ? "left" : "right"
              : (xe || We) && (Vn || wr)
              ? `${wr ? "bottom" : "top"}-${xe ? "left" : "right"}`
              : a.preferredAnchor;
          }
          let E = this.firstChild, ae = this.lastChild;
          if (E.setAttribute("d", q7(U, g, x, P, F)), Z) { for (let W of ae.childNodes) W.setAttribute("x", -Z); }
          ae.setAttribute("y", `${+z7(U, ae.childNodes.length, m).toFixed(6)}em`),
            ae.setAttribute("transform", `translate(${Y7(U, g, x, P, F)})`);
        }), q.attr("visibility", null);
      }
      return t.length &&
        (q.attr("visibility", "hidden"),
          d.isConnected ? Promise.resolve().then(te) : typeof requestAnimationFrame < "u" && requestAnimationFrame(te)),
        q.node();
    }
  };
function rt(e, { x: t, y: n, ...r } = {}) {
  return r.frameAnchor === void 0 && ([t, n] = xt(t, n)), new $s(e, { ...r, x: t, y: n });
}
function z7(e, t, n) {
  return /^top(?:-|$)/.test(e) ? .94 - n : -.29 - t * n;
}
function Y7(e, t, n, r, i) {
  switch (e) {
    case "middle":
      return [-r / 2, i / 2];
    case "top-left":
      return [n, t + n];
    case "top":
      return [-r / 2, t / 2 + n];
    case "top-right":
      return [-r - n, t + n];
    case "right":
      return [-t / 2 - r - n, i / 2];
    case "bottom-left":
      return [n, -t - n];
    case "bottom":
      return [-r / 2, -t / 2 - n];
    case "bottom-right":
      return [-r - n, -t - n];
    case "left":
      return [n + t / 2, i / 2];
  }
}
function q7(e, t, n, r, i) {
  let o = r + n * 2, a = i + n * 2;
  switch (e) {
    case "middle":
      return `M${-o / 2},${-a / 2}h${o}v${a}h${-o}z`;
    case "top-left":
      return `M0,0l${t},${t}h${o - t}v${a}h${-o}z`;
    case "top":
      return `M0,0l${t / 2},${t / 2}h${(o - t) / 2}v${a}h${-o}v${-a}h${(o - t) / 2}z`;
    case "top-right":
      return `M0,0l${-t},${t}h${t - o}v${a}h${o}z`;
    case "right":
      return `M0,0l${-t / 2},${-t / 2}v${t / 2 - a / 2}h${-o}v${a}h${o}v${t / 2 - a / 2}z`;
    case "bottom-left":
      return `M0,0l${t},${-t}h${o - t}v${-a}h${-o}z`;
    case "bottom":
      return `M0,0l${t / 2},${-t / 2}h${(o - t) / 2}v${-a}h${-o}v${a}h${(o - t) / 2}z`;
    case "bottom-right":
      return `M0,0l${-t},${-t}h${t - o}v${-a}h${o}z`;
    case "left":
      return `M0,0l${t / 2},${-t / 2}v${t / 2 - a / 2}h${o}v${a}h${-o}v${t / 2 - a / 2}z`;
  }
}
function u2(e, t) {
  let n = {}, r = this.format;
  r = l2(r, e, "x"), r = l2(r, e, "y"), this.format = r;
  for (let i in r) {
    let o = r[i];
    if (!(o === null || o === !1)) {
      if (i === "fx" || i === "fy") n[i] = !0;
      else {
        let a = Wd(e, i);
        a && (n[i] = a);
      }
    }
  }
  for (let i in e) {
    if (i in n || i in r || B7.has(i) || (i === "x" || i === "y") && e.geometry) continue;
    let o = Wd(e, i);
    if (o) {
      if (o.scale == null && o.defaultScale === "color") continue;
      n[i] = o;
    }
  }
  this.facet && (t.fx && !("fx" in r) && (n.fx = !0), t.fy && !("fy" in r) && (n.fy = !0));
  for (let i in n) {
    let o = this.format[i];
    if (typeof o == "string") {
      let a = n[i]?.value ?? t[i]?.domain() ?? [];
      this.format[i] = (ke(a) ? fn : nn)(o);
    } else if (o === void 0 || o === !0) {
      let a = t[i];
      this.format[i] = a?.bandwidth ? ha(a, a.domain()) : xn;
    }
  }
  return n;
}
function l2(e, t, n) {
  if (!(n in e)) return e;
  let r = `${n}1`, i = `${n}2`;
  if ((r in e || !(r in t)) && (i in e || !(i in t))) return e;
  let o = Object.entries(e), a = e[n];
  return o.splice(o.findIndex(([c]) => c === n) + 1, 0, [r, a], [i, a]), Object.fromEntries(o);
}
function U7(e, t, { title: n }) {
  return this.format.title(n.value[e], e);
}
function* X7(e, t, n, r, i) {
  for (let o in n) {
    if (o === "fx" || o === "fy") {
      yield { label: Ts(r, n, o), value: this.format[o](t[o], e) };
      continue;
    }
    if (o === "x1" && "x2" in n || o === "y1" && "y2" in n) continue;
    let a = n[o];
    if (o === "x2" && "x1" in n) yield { label: h2(r, n, "x"), value: d2(this.format.x2, n.x1, a, e) };
    else if (o === "y2" && "y1" in n) yield { label: h2(r, n, "y"), value: d2(this.format.y2, n.y1, a, e) };
    else {
      let c = a.value[e], s = a.scale;
      if (!Lt(c) && s == null) continue;
      yield {
        label: Ts(r, n, o),
        value: this.format[o](c, e),
        color: s === "color" ? i[o][e] : null,
        opacity: s === "opacity" ? i[o][e] : null,
      };
    }
  }
}
function d2(e, t, n, r) {
  return n.hint?.length ? `${e(n.value[r] - t.value[r], r)}` : `${e(t.value[r], r)}\u2013${e(n.value[r], r)}`;
}
function h2(e, t, n) {
  let r = Ts(e, t, `${n}1`, n), i = Ts(e, t, `${n}2`, n);
  return r === i ? r : `${r}\u2013${i}`;
}
function Ts(e, t, n, r = n) {
  let i = t[n], o = e[i?.scale ?? n];
  return String(o?.label ?? i?.label ?? r);
}
function ma(e = {}) {
  let { facet: t, style: n, title: r, subtitle: i, caption: o, ariaLabel: a, ariaDescription: c } = e,
    s = Qi(e.className),
    f = e.marks === void 0 ? [] : m2(e.marks);
  f.push(...Z7(f));
  let u = G7(t, e), d = new Map();
  for (let R of f) {
    let O = g2(R, u, e);
    O && d.set(R, O);
  }
  let l = new Map();
  u && pa(l, [u], e), pa(l, d, e);
  let h = m2(K7(f, l, e));
  for (let R of h) {
    let O = g2(R, u, e);
    O && d.set(R, O);
  }
  f.unshift(...h);
  let p = zb(l, e);
  if (p !== void 0) {
    let R = u ? is(p, u) : void 0;
    for (let Y of f) {
      if (Y.facet === null || Y.facet === "super") continue;
      let q = d.get(Y);
      q !== void 0 && (q.facetsIndex = Y.fx != null || Y.fy != null ? is(p, q) : R);
    }
    let O = new Set();
    for (let { facetsIndex: Y } of d.values()) {
      Y?.forEach((q, z) => {
        q?.length > 0 && O.add(z);
      });
    }
    p.forEach(0 < O.size && O.size < p.length ? (Y, q) => Y.empty = !O.has(q) : (Y) => Y.empty = !1);
    for (let Y of f) {
      if (Y.facet === "exclude") {
        let q = d.get(Y);
        q !== void 0 && (q.facetsIndex = Ub(q.facetsIndex));
      }
    }
  }
  for (let R of ge.keys()) Di(e[R]) && R !== "fx" && R !== "fy" && l.set(R, []);
  let m = new Map();
  for (let R of f) {
    if (m.has(R)) throw new Error("duplicate mark; each mark must be unique");
    let { facetsIndex: O, channels: Y } = d.get(R) ?? {}, { data: q, facets: z, channels: te } = R.initialize(O, Y, e);
    Xh(te, e), m.set(R, { data: q, facets: z, channels: te });
  }
  let y = oa(pa(l, m, e), e), x = ix(y, f, e);
  Ib(y, x);
  let g = nh(y),
    { fx: v, fy: _ } = g,
    $ = v || _ ? rh(y, x) : x,
    M = v || _ ? i9(g, x) : x,
    w = Ki(e),
    S = w.document,
    T = gi("svg").call(S.documentElement),
    C = T;
  w.ownerSVGElement = T,
    w.className = s,
    w.projection = Wb(e, $),
    w.path = function () {
      return Io(this.projection ?? Qb(g));
    },
    w.filterFacets = (R, O) => is(p, { channels: O, groups: ns(R, O) }),
    w.getMarkState = (R) => {
      let O = m.get(R), Y = d.get(R);
      return { ...O, channels: { ...O.channels, ...Y?.channels } };
    },
    w.dispatchValue = (R) => {
      C.value !== R && (C.value = R, C.dispatchEvent(new w.document.defaultView.Event("input", { bubbles: !0 })));
    };
  let k = new Set();
  for (let [R, O] of m) {
    if (R.initializer != null) {
      let Y = R.facet === "super" ? M : $, q = R.initializer(O.data, O.facets, O.channels, g, Y, w);
      if (q.data !== void 0 && (O.data = q.data), q.facets !== void 0 && (O.facets = q.facets), q.channels !== void 0) {
        let { fx: z, fy: te, ...re } = q.channels;
        H7(re), Object.assign(O.channels, re);
        for (let oe of Object.values(re)) {
          let { scale: B } = oe;
          B != null && !Py(ge.get(B)) && (x2(oe, e), k.add(B));
        }
        (z != null || te != null) && d.set(R, !0);
      }
    }
  }
  if (k.size) {
    let R = new Map();
    pa(R, m, e, (z) => k.has(z)), pa(l, m, e, (z) => k.has(z));
    let O = r9(oa(R, e), y), { scales: Y, ...q } = nh(O);
    Object.assign(y, O), Object.assign(g, q), Object.assign(g.scales, Y);
  }
  let N, L;
  p !== void 0 && (N = { x: v?.domain(), y: _?.domain() }, p = Yb(p, N), L = qb(v, _, x));
  for (let [R, O] of m) O.values = R.scale(O.channels, g, w);
  let { width: I, height: A } = x;
  Ut(T).attr("class", s).attr("fill", "currentColor").attr("font-family", "system-ui, sans-serif").attr("font-size", 10)
    .attr("text-anchor", "middle").attr("width", I).attr("height", A).attr("viewBox", `0 0 ${I} ${A}`).attr(
      "aria-label",
      a,
    ).attr("aria-description", c).call((R) =>
      R.append("style").text(`:where(.${s}) {
  --plot-background: white;
  display: block;
  height: auto;
  height: intrinsic;
  max-width: 100%;
}
:where(.${s} text),
:where(.${s} tspan) {
  white-space: pre;
}`)
    ).call(Ji, n);
  for (let R of f) {
    let { channels: O, values: Y, facets: q } = m.get(R);
    if (p === void 0 || R.facet === "super") {
      let z = null;
      if (q && (z = q[0], z = R.filter(z, O, Y), z.length === 0)) continue;
      let te = R.render(z, g, Y, M, w);
      if (te == null) continue;
      T.appendChild(te);
    } else {
      let z;
      for (let te of p) {
        if (!(R.facetAnchor?.(p, N, te) ?? !te.empty)) continue;
        let re = null;
        if (q) {
          let B = d.has(R);
          if (re = q[B ? te.i : 0], re = R.filter(re, O, Y), re.length === 0) continue;
          !B && re === q[0] && (re = by(re)), re.fx = te.x, re.fy = te.y, re.fi = te.i;
        }
        let oe = R.render(re, g, Y, $, w);
        if (oe != null) {
          (z ??= Ut(T).append("g")).append(() => oe).datum(te);
          for (let B of ["aria-label", "aria-description", "aria-hidden", "transform"]) {
            oe.hasAttribute(B) && (z.attr(B, oe.getAttribute(B)), oe.removeAttribute(B));
          }
        }
      }
      z?.selectChildren().each(L);
    }
  }
  let D = Jx(y, w, e), { figure: G = r != null || i != null || o != null || D.length > 0 } = e;
  G &&
  (C = S.createElement("figure"),
    C.className = `${s}-figure`,
    C.style.maxWidth = "initial",
    r != null && C.append(p2(S, r, "h2")),
    i != null && C.append(p2(S, i, "h3")),
    C.append(...D, T),
    o != null && C.append(j7(S, o)),
    "value" in T && (C.value = T.value, delete T.value)),
    C.scale = Fb(g.scales),
    C.legend = Zx(y, w, e);
  let X = mb();
  return X > 0 &&
    Ut(T).append("text").attr("x", I).attr("y", 20).attr("dy", "-1em").attr("text-anchor", "end").attr(
      "font-family",
      "initial",
    ).text("\u26A0\uFE0F").append("title").text(
      `${X.toLocaleString("en-US")} warning${X === 1 ? "" : "s"}. Please check the console.`,
    ),
    C;
}
function p2(e, t, n) {
  if (t.ownerDocument) return t;
  let r = e.createElement(n);
  return r.append(t), r;
}
function j7(e, t) {
  let n = e.createElement("figcaption");
  return n.append(t), n;
}
function m2(e) {
  return e.flat(1 / 0).filter((t) => t != null).map(W7);
}
function W7(e) {
  return typeof e.render == "function" ? e : new Uh(e);
}
var Uh = class extends be {
  constructor(t) {
    if (typeof t != "function") throw new TypeError("invalid mark; missing render function");
    super(), this.render = t;
  }
  render() {}
};
function Xh(e, t) {
  for (let n in e) x2(e[n], t);
  return e;
}
function x2(e, t) {
  let { scale: n, transform: r = !0 } = e;
  if (n == null || !r) return;
  let { type: i, percent: o, interval: a, transform: c = o ? (s) => s == null ? NaN : s * 100 : Pd(a, i) } = t[n] ?? {};
  c != null && (e.value = pe(e.value, c), e.transform = !1);
}
function H7(e) {
  for (let t in e) jd(t, e[t]);
}
function pa(e, t, n, r = my) {
  for (let { channels: i } of t.values()) {
    for (let o in i) {
      let a = i[o], { scale: c } = a;
      if (c != null && r(c)) {
        if (c === "projection") {
          if (!Vb(n)) {
            let s = n.x?.domain === void 0, f = n.y?.domain === void 0;
            if (s || f) {
              let [u, d] = Kb(a);
              s && qh(e, "x", u), f && qh(e, "y", d);
            }
          }
        } else qh(e, c, a);
      }
    }
  }
  return e;
}
function qh(e, t, n) {
  let r = e.get(t);
  r !== void 0 ? r.push(n) : e.set(t, [n]);
}
function G7(e, t) {
  if (e == null) return;
  let { x: n, y: r } = e;
  if (n == null && r == null) return;
  let i = Yn(e.data);
  if (i == null) throw new Error("missing facet data");
  let o = {};
  n != null && (o.fx = ji(i, { value: n, scale: "fx" })),
    r != null && (o.fy = ji(i, { value: r, scale: "fy" })),
    Xh(o, t);
  let a = ns(i, o);
  return { channels: o, groups: a, data: e.data };
}
function g2(e, t, n) {
  if (e.facet === null || e.facet === "super") return;
  let { fx: r, fy: i } = e;
  if (r != null || i != null) {
    let s = Yn(e.data ?? r ?? i);
    if (s === void 0) throw new Error(`missing facet data in ${e.ariaLabel}`);
    if (s === null) return;
    let f = {};
    return r != null && (f.fx = ji(s, { value: r, scale: "fx" })),
      i != null && (f.fy = ji(s, { value: i, scale: "fy" })),
      Xh(f, n),
      { channels: f, groups: ns(s, f) };
  }
  if (t === void 0) return;
  let { channels: o, groups: a, data: c } = t;
  if (e.facet !== "auto" || e.data === c) return { channels: o, groups: a };
  c.length > 0 && (a.size > 1 || a.size === 1 && o.fx && o.fy && [...a][0][1].size > 1) && ur(Yn(e.data)) === ur(c) &&
    lt(
      `Warning: the ${e.ariaLabel} mark appears to use faceted data, but isn\u2019t faceted. The mark data has the same length as the facet data and the mark facet option is "auto", but the mark data and facet data are distinct. If this mark should be faceted, set the mark facet option to true; otherwise, suppress this warning by setting the mark facet option to false.`,
    );
}
function V7(e, t = {}) {
  return qn({ ...t, x: null, y: null }, (n, r, i, o, a, c) => c.getMarkState(e));
}
function Z7(e) {
  let t = [];
  for (let n of e) {
    let r = n.tip;
    if (r) {
      r === !0 ? r = {} : typeof r == "string" && (r = { pointer: r });
      let { pointer: i, preferredAnchor: o } = r;
      i = /^x$/i.test(i) ? ca : /^y$/i.test(i) ? eo : ht,
        r = i(V7(n, r)),
        r.title = null,
        o === void 0 && (r.preferredAnchor = i === eo ? "left" : "bottom");
      let a = rt(n.data, r);
      a.facet = n.facet, a.facetAnchor = n.facetAnchor, t.push(a);
    }
  }
  return t;
}
function K7(e, t, n) {
  let {
    projection: r,
    x: i = {},
    y: o = {},
    fx: a = {},
    fy: c = {},
    axis: s,
    grid: f,
    facet: u = {},
    facet: { axis: d = s, grid: l } = u,
    x: { axis: h = s, grid: p = h === null ? null : f } = i,
    y: { axis: m = s, grid: y = m === null ? null : f } = o,
    fx: { axis: x = d, grid: g = x === null ? null : l } = a,
    fy: { axis: v = d, grid: _ = v === null ? null : l } = c,
  } = n;
  (r || !Di(i) && !y2("x", e)) && (h = p = null),
    (r || !Di(o) && !y2("y", e)) && (m = y = null),
    t.has("fx") || (x = g = null),
    t.has("fy") || (v = _ = null),
    h === void 0 && (h = !Cs(e, "x")),
    m === void 0 && (m = !Cs(e, "y")),
    x === void 0 && (x = !Cs(e, "fx")),
    v === void 0 && (v = !Cs(e, "fy")),
    h === !0 && (h = "bottom"),
    m === !0 && (m = "left"),
    x === !0 && (x = h === "top" || h === null ? "bottom" : "top"),
    v === !0 && (v = m === "right" || m === null ? "left" : "right");
  let $ = [];
  return As($, _, Rh, c),
    ks($, v, Eh, "right", "left", u, c),
    As($, g, Ih, a),
    ks($, x, Ph, "top", "bottom", u, a),
    As($, y, la, o),
    ks($, m, wn, "left", "right", n, o),
    As($, p, da, i),
    ks($, h, io, "bottom", "top", n, i),
    $;
}
function ks(e, t, n, r, i, o, a) {
  if (!t) return;
  let c = Q7(t);
  a = J7(c ? r : t, o, a);
  let { line: s } = a;
  (n === wn || n === io) && s && !Kr(s) && e.push(f2(e9(a))),
    e.push(n(a)),
    c && e.push(n({ ...a, anchor: i, label: null }));
}
function As(e, t, n, r) {
  !t || Kr(t) || e.push(n(t9(t, r)));
}
function Q7(e) {
  return /^\s*both\s*$/i.test(e);
}
function J7(
  e,
  t,
  {
    line: n = t.line,
    ticks: r,
    tickSize: i,
    tickSpacing: o,
    tickPadding: a,
    tickFormat: c,
    tickRotate: s,
    fontVariant: f,
    ariaLabel: u,
    ariaDescription: d,
    label: l = t.label,
    labelAnchor: h,
    labelArrow: p = t.labelArrow,
    labelOffset: m,
  },
) {
  return {
    anchor: e,
    line: n,
    ticks: r,
    tickSize: i,
    tickSpacing: o,
    tickPadding: a,
    tickFormat: c,
    tickRotate: s,
    fontVariant: f,
    ariaLabel: u,
    ariaDescription: d,
    label: l,
    labelAnchor: h,
    labelArrow: p,
    labelOffset: m,
  };
}
function e9(e) {
  let { anchor: t, line: n } = e;
  return { anchor: t, facetAnchor: t + "-empty", stroke: n === !0 ? void 0 : n };
}
function t9(
  e,
  { stroke: t = qi(e) ? e : void 0, ticks: n = n9(e) ? e : void 0, tickSpacing: r, ariaLabel: i, ariaDescription: o },
) {
  return { stroke: t, ticks: n, tickSpacing: r, ariaLabel: i, ariaDescription: o };
}
function n9(e) {
  switch (typeof e) {
    case "number":
      return !0;
    case "string":
      return !qi(e);
  }
  return ut(e) || typeof e?.range == "function";
}
function Cs(e, t) {
  let n = `${t}-axis `;
  return e.some((r) => r.ariaLabel?.startsWith(n));
}
function y2(e, t) {
  for (let n of t) {
    for (let r in n.channels) {
      let { scale: i } = n.channels[r];
      if (i === e || i === "projection") return !0;
    }
  }
  return !1;
}
function r9(e, t) {
  for (let n in e) {
    let r = e[n], i = t[n];
    r.label === void 0 && i && (r.label = i.label);
  }
  return e;
}
function i9({ fx: e, fy: t }, n) {
  let { marginTop: r, marginRight: i, marginBottom: o, marginLeft: a, width: c, height: s } = es(n),
    f = e && b2(e),
    u = t && b2(t);
  return {
    marginTop: t ? u[0] : r,
    marginRight: e ? c - f[1] : i,
    marginBottom: t ? s - u[1] : o,
    marginLeft: e ? f[0] : a,
    inset: {
      marginTop: n.marginTop,
      marginRight: n.marginRight,
      marginBottom: n.marginBottom,
      marginLeft: n.marginLeft,
    },
    width: c,
    height: s,
  };
}
function b2(e) {
  let t = e.domain();
  if (t.length === 0) return [0, e.bandwidth()];
  let n = e(t[0]), r = e(t[t.length - 1]);
  return r < n && ([n, r] = [r, n]), [n, r + e.bandwidth()];
}
var o9 = new Map([
  ["basis", P1],
  ["basis-closed", I1],
  ["basis-open", O1],
  ["bundle", F1],
  ["bump-x", T1],
  ["bump-y", k1],
  ["cardinal", B1],
  ["cardinal-closed", z1],
  ["cardinal-open", Y1],
  ["catmull-rom", U1],
  ["catmull-rom-closed", j1],
  ["catmull-rom-open", H1],
  ["linear", Wr],
  ["linear-closed", V1],
  ["monotone-x", Q1],
  ["monotone-y", J1],
  ["natural", ty],
  ["step", ny],
  ["step-after", iy],
  ["step-before", ry],
]);
function jh(e = Wr, t) {
  if (typeof e == "function") return e;
  let n = o9.get(`${e}`.toLowerCase());
  if (!n) throw new Error(`unknown curve: ${e}`);
  if (t !== void 0) {
    if ("beta" in n) return n.beta(t);
    if ("tension" in n) return n.tension(t);
    if ("alpha" in n) return n.alpha(t);
  }
  return n;
}
function _2(e = ga, t) {
  return typeof e != "function" && `${e}`.toLowerCase() === "auto" ? ga : jh(e, t);
}
function ga(e) {
  return Wr(e);
}
function a9(e = { y: "count" }, t = {}) {
  [e, t] = f9(e, t);
  let { x: n, y: r } = t;
  return s9(u9(n, t, me), null, null, r, e, fa(t));
}
function c9(e, t, n = {}) {
  if (n?.interval == null) return n;
  let { reduce: r = Zc } = n, i = { filter: null };
  return n[t] != null && (i[t] = r),
    n[`${t}1`] != null && (i[`${t}1`] = r),
    n[`${t}2`] != null && (i[`${t}2`] = r),
    e(i, n);
}
function M2(e = {}) {
  return c9(a9, "y", mr(e, "x"));
}
function s9(e, t, n, r, { data: i = Ud, filter: o = ea, sort: a, reverse: c, ...s } = {}, f = {}) {
  e = v2(e),
    t = v2(t),
    s = d9(s, f),
    i = T2(i, me),
    a = a == null ? void 0 : S2("sort", a, f),
    o = o == null ? void 0 : $2("filter", o, f),
    n != null && ta(s, "x", "x1", "x2") && (n = null),
    r != null && ta(s, "y", "y1", "y2") && (r = null);
  let [u, d] = Dt(e),
    [l, h] = Dt(e),
    [p, m] = Dt(t),
    [y, x] = Dt(t),
    [g, v] = n != null ? [n, "x"] : r != null ? [r, "y"] : [],
    [_, $] = Dt(g),
    {
      x: M,
      y: w,
      z: S,
      fill: T,
      stroke: C,
      x1: k,
      x2: N,
      y1: L,
      y2: I,
      domain: A,
      cumulative: D,
      thresholds: G,
      interval: X,
      ...R
    } = f,
    [O, Y] = Dt(S),
    [q] = et(T),
    [z] = et(C),
    [te, re] = Dt(q),
    [oe, B] = Dt(z);
  return {
    ..."z" in f && { z: O || S },
    ..."fill" in f && { fill: te || T },
    ..."stroke" in f && { stroke: oe || C },
    ...ti(R, (Z, P, F) => {
      let U = Jo(_e(Z, g), F?.[v]),
        E = _e(Z, S),
        ae = _e(Z, q),
        W = _e(Z, z),
        fe = qy(s, { z: E, fill: ae, stroke: W }),
        xe = [],
        We = [],
        Vn = U && $([]),
        wr = E && Y([]),
        X_ = ae && re([]),
        j_ = W && B([]),
        up = e && d([]),
        W_ = e && h([]),
        lp = t && m([]),
        H_ = t && x([]),
        G_ = m9(e, t, Z),
        V_ = 0;
      for (let oi of s) oi.initialize(Z);
      a && a.initialize(Z), o && o.initialize(Z);
      for (let oi of P) {
        let dp = [];
        for (let ai of s) ai.scope("facet", oi);
        a && a.scope("facet", oi), o && o.scope("facet", oi);
        for (let [ai, Z_] of qd(oi, fe)) {
          for (let [K_, Ma] of qd(Z_, U)) {
            for (let [Kt, kn] of G_(Ma)) {
              if (fe && (kn.z = ai), !(o && !o.reduce(Kt, kn))) {
                dp.push(V_++),
                  We.push(i.reduceIndex(Kt, Z, kn)),
                  U && Vn.push(K_),
                  E && wr.push(fe === E ? ai : E[(Kt.length > 0 ? Kt : Ma)[0]]),
                  ae && X_.push(fe === ae ? ai : ae[(Kt.length > 0 ? Kt : Ma)[0]]),
                  W && j_.push(fe === W ? ai : W[(Kt.length > 0 ? Kt : Ma)[0]]),
                  up && (up.push(kn.x1), W_.push(kn.x2)),
                  lp && (lp.push(kn.y1), H_.push(kn.y2));
                for (let Q_ of s) Q_.reduce(Kt, kn);
                a && a.reduce(Kt, kn);
              }
            }
          }
        }
        xe.push(dp);
      }
      return Uy(xe, a, c), { data: We, facets: xe };
    }),
    ...!ta(s, "x") && (u ? { x1: u, x2: l, x: Yi(u, l) } : { x: M, x1: k, x2: N }),
    ...!ta(s, "y") && (p ? { y1: p, y2: y, y: Yi(p, y) } : { y: w, y1: L, y2: I }),
    ..._ && { [v]: _ },
    ...Object.fromEntries(s.map(({ name: Z, output: P }) => [Z, P])),
  };
}
function f9({ cumulative: e, domain: t, thresholds: n, interval: r, ...i }, o) {
  return [i, { cumulative: e, domain: t, thresholds: n, interval: r, ...o }];
}
function u9(e, { cumulative: t, domain: n, thresholds: r, interval: i }, o) {
  return e = { ...yn(e) },
    e.domain === void 0 && (e.domain = n),
    e.cumulative === void 0 && (e.cumulative = t),
    e.thresholds === void 0 && (e.thresholds = r),
    e.interval === void 0 && (e.interval = i),
    e.value === void 0 && (e.value = o),
    e.thresholds = l9(e.thresholds, e.interval),
    e;
}
function v2(e) {
  if (e == null) return;
  let { value: t, cumulative: n, domain: r = Ue, thresholds: i } = e,
    o = (a) => {
      let c = _e(a, t), s;
      if (ke(c) || p9(i)) {
        c = pe(c, Td, Float64Array);
        let [u, d] = typeof r == "function" ? r(c) : r, l = typeof i == "function" && !lr(i) ? i(c, u, d) : i;
        typeof l == "number" && (l = _c(u, d, l)),
          lr(l) && (r === Ue && (u = l.floor(u), d = l.offset(l.floor(d))), l = l.range(u, l.offset(d))),
          s = l;
      } else {
        c = pn(c);
        let [u, d] = typeof r == "function" ? r(c) : r, l = typeof i == "function" && !lr(i) ? i(c, u, d) : i;
        if (typeof l == "number") {
          if (r === Ue) {
            let h = li(u, d, l);
            if (isFinite(h)) {
              if (h > 0) {
                let p = Math.round(u / h), m = Math.round(d / h);
                p * h <= u || --p, m * h > d || ++m;
                let y = m - p + 1;
                l = new Float64Array(y);
                for (let x = 0; x < y; ++x) l[x] = (p + x) * h;
              } else if (h < 0) {
                h = -h;
                let p = Math.round(u * h), m = Math.round(d * h);
                p / h <= u || --p, m / h > d || ++m;
                let y = m - p + 1;
                l = new Float64Array(y);
                for (let x = 0; x < y; ++x) l[x] = (p + x) / h;
              } else l = [u];
            } else l = [u];
          } else l = Qn(u, d, l);
        } else lr(l) && (r === Ue && (u = l.floor(u), d = l.offset(l.floor(d))), l = l.range(u, l.offset(d)));
        s = l;
      }
      let f = [];
      if (s.length === 1) f.push([s[0], s[0]]);
      else for (let u = 1; u < s.length; ++u) f.push([s[u - 1], s[u]]);
      return f.bin = (n < 0 ? y9 : n > 0 ? g9 : Wh)(f, s, c), f;
    };
  return o.label = Gt(t), o;
}
function l9(e, t, n = w2) {
  if (e === void 0) return t === void 0 ? n : gn(t);
  if (typeof e == "string") {
    switch (e.toLowerCase()) {
      case "freedman-diaconis":
        return nm;
      case "scott":
        return yf;
      case "sturges":
        return Kp;
      case "auto":
        return w2;
    }
    return Ko(e);
  }
  return e;
}
function d9(e, t) {
  return Yy(e, t, S2);
}
function S2(e, t, n) {
  return zd(e, t, n, $2);
}
function $2(e, t, n) {
  return Yd(e, t, n, T2);
}
function T2(e, t) {
  return na(e, t, h9);
}
function h9(e) {
  switch (`${e}`.toLowerCase()) {
    case "x":
      return b9;
    case "x1":
      return _9;
    case "x2":
      return v9;
    case "y":
      return x9;
    case "y1":
      return w9;
    case "y2":
      return M9;
    case "z":
      return Xy;
  }
  throw new Error(`invalid bin reduce: ${e}`);
}
function w2(e, t, n) {
  return Math.min(200, yf(e, t, n));
}
function p9(e) {
  return vy(e) || ut(e) && ke(e);
}
function m9(e, t, n) {
  let r = e?.(n), i = t?.(n);
  return r && i
    ? function* (o) {
      let a = r.bin(o);
      for (let [c, [s, f]] of r.entries()) {
        let u = i.bin(a[c]);
        for (let [d, [l, h]] of i.entries()) yield [u[d], { data: n, x1: s, y1: l, x2: f, y2: h }];
      }
    }
    : r
    ? function* (o) {
      let a = r.bin(o);
      for (let [c, [s, f]] of r.entries()) yield [a[c], { data: n, x1: s, x2: f }];
    }
    : function* (o) {
      let a = i.bin(o);
      for (let [c, [s, f]] of i.entries()) yield [a[c], { data: n, y1: s, y2: f }];
    };
}
function Wh(e, t, n) {
  return t = pn(t), (r) => {
    let i = e.map(() => []);
    for (let o of r) i[hi(t, n[o]) - 1]?.push(o);
    return i;
  };
}
function g9(e, t, n) {
  let r = Wh(e, t, n);
  return (i) => {
    let o = r(i);
    for (let a = 1, c = o.length; a < c; ++a) {
      let s = o[a - 1], f = o[a];
      for (let u of s) f.push(u);
    }
    return o;
  };
}
function y9(e, t, n) {
  let r = Wh(e, t, n);
  return (i) => {
    let o = r(i);
    for (let a = o.length - 2; a >= 0; --a) {
      let c = o[a + 1], s = o[a];
      for (let f of c) s.push(f);
    }
    return o;
  };
}
function k2(e, t) {
  let n = (+e + +t) / 2;
  return e instanceof Date ? new Date(n) : n;
}
var b9 = {
    reduceIndex(e, t, { x1: n, x2: r }) {
      return k2(n, r);
    },
  },
  x9 = {
    reduceIndex(e, t, { y1: n, y2: r }) {
      return k2(n, r);
    },
  },
  _9 = {
    reduceIndex(e, t, { x1: n }) {
      return n;
    },
  },
  v9 = {
    reduceIndex(e, t, { x2: n }) {
      return n;
    },
  },
  w9 = {
    reduceIndex(e, t, { y1: n }) {
      return n;
    },
  },
  M9 = {
    reduceIndex(e, t, { y2: n }) {
      return n;
    },
  };
var S9 = { ariaLabel: "area", strokeWidth: 1, strokeLinecap: "round", strokeLinejoin: "round", strokeMiterlimit: 1 },
  Ns = class extends be {
    constructor(t, n = {}) {
      let { x1: r, y1: i, x2: o, y2: a, z: c, curve: s, tension: f } = n;
      super(
        t,
        {
          x1: { value: r, scale: "x" },
          y1: { value: i, scale: "y" },
          x2: { value: o, scale: "x", optional: !0 },
          y2: { value: a, scale: "y", optional: !0 },
          z: { value: Bi(n), optional: !0 },
        },
        n,
        S9,
      ),
        this.z = c,
        this.curve = jh(s, f);
    }
    filter(t) {
      return t;
    }
    render(t, n, r, i, o) {
      let { x1: a, y1: c, x2: s = a, y2: f = c } = r;
      return ue("svg:g", o).call(Oe, this, i, o).call(Ne, this, n, 0, 0).call((u) =>
        u.selectAll().data(fs(t, [a, c, s, f], this, r)).enter().append("path").call(Pe, this).call(ss, this, r).attr(
          "d",
          S1().curve(this.curve).defined((d) => d >= 0).x0((d) => a[d]).y0((d) => c[d]).x1((d) => s[d]).y1((d) => f[d]),
        )
      ).node();
    }
  };
function Hh(e, t) {
  let { x: n = hn, ...r } = M2(t);
  return new Ns(e, Bh(Dh({ ...r, x1: n, x2: void 0 }, n === hn ? "y2" : "y")));
}
var $9 = { ariaLabel: "bar" },
  ya = class extends be {
    constructor(t, n, r = {}, i = $9) {
      super(t, n, r, i), ws(this, r), Ms(this, r);
    }
    render(t, n, r, i, o) {
      let { rx: a, ry: c, rx1y1: s, rx1y2: f, rx2y1: u, rx2y2: d } = this,
        l = this._x(n, r, i),
        h = this._y(n, r, i),
        p = this._width(n, r, i),
        m = this._height(n, r, i);
      return ue("svg:g", o).call(Oe, this, i, o).call(this._transform, this, n).call((y) =>
        y.selectAll().data(t).enter().call(
          s || f || u || d
            ? (x) => x.append("path").call(Pe, this).call(Ss, l, h, A2(l, p), A2(h, m), this).call(dt, this, r)
            : (x) =>
              x.append("rect").call(Pe, this).attr("x", l).attr("width", p).attr("y", h).attr("height", m).call(
                H,
                "rx",
                a,
              ).call(H, "ry", c).call(dt, this, r),
        )
      ).node();
    }
    _x(t, { x: n }, { marginLeft: r }) {
      let { insetLeft: i } = this;
      return n ? (o) => n[o] + i : r + i;
    }
    _y(t, { y: n }, { marginTop: r }) {
      let { insetTop: i } = this;
      return n ? (o) => n[o] + i : r + i;
    }
    _width({ x: t }, { x: n }, { marginRight: r, marginLeft: i, width: o }) {
      let { insetLeft: a, insetRight: c } = this, s = n && t ? t.bandwidth() : o - r - i;
      return Math.max(0, s - a - c);
    }
    _height({ y: t }, { y: n }, { marginTop: r, marginBottom: i, height: o }) {
      let { insetTop: a, insetBottom: c } = this, s = n && t ? t.bandwidth() : o - r - i;
      return Math.max(0, s - a - c);
    }
  };
function A2(e, t) {
  return typeof e == "function" && typeof t == "function"
    ? (n) => e(n) + t(n)
    : typeof e == "function"
    ? (n) => e(n) + t
    : typeof t == "function"
    ? (n) => e + t(n)
    : e + t;
}
var Es = class extends ya {
  constructor(t, n = {}, r) {
    let { x1: i, x2: o, y: a } = n;
    super(
      t,
      {
        x1: { value: i, scale: "x" },
        x2: { value: o, scale: "x" },
        y: { value: a, scale: "y", type: "band", optional: !0 },
      },
      n,
      r,
    );
  }
  _transform(t, n, { x: r }) {
    t.call(Ne, n, { x: r }, 0, 0);
  }
  _x({ x: t }, { x1: n, x2: r }, { marginLeft: i }) {
    let { insetLeft: o } = this;
    return hr(t) ? i + o : (a) => Math.min(n[a], r[a]) + o;
  }
  _width({ x: t }, { x1: n, x2: r }, { marginRight: i, marginLeft: o, width: a }) {
    let { insetLeft: c, insetRight: s } = this;
    return hr(t) ? a - i - o - c - s : (f) => Math.max(0, Math.abs(r[f] - n[f]) - c - s);
  }
};
function Gh(e, t = {}) {
  return Nd(t) || (t = { ...t, y: hn, x2: me }), new Es(e, Fh(ds(Oh(t))));
}
var T9 = { ariaLabel: "cell" },
  Ps = class extends ya {
    constructor(t, { x: n, y: r, ...i } = {}) {
      super(
        t,
        {
          x: { value: n, scale: "x", type: "band", optional: !0 },
          y: { value: r, scale: "y", type: "band", optional: !0 },
        },
        i,
        T9,
      );
    }
    _transform(t, n) {
      t.call(Ne, n, {}, 0, 0);
    }
  };
function Vh(e, { x: t, y: n, ...r } = {}) {
  return [t, n] = xt(t, n), new Ps(e, { ...r, x: t, y: n });
}
var k9 = { ariaLabel: "dot", fill: "none", stroke: "currentColor", strokeWidth: 1.5 };
function A9(e) {
  return e.sort === void 0 && e.reverse === void 0 ? Fy({ channel: "-r" }, e) : e;
}
var Rs = class extends be {
  constructor(t, n = {}) {
    let { x: r, y: i, r: o, rotate: a, symbol: c = Hr, frameAnchor: s } = n,
      [f, u] = Se(a, 0),
      [d, l] = Ly(c),
      [h, p] = Se(o, d == null ? 3 : 4.5);
    super(
      t,
      {
        x: { value: r, scale: "x", optional: !0 },
        y: { value: i, scale: "y", optional: !0 },
        r: { value: h, scale: "r", filter: Vr, optional: !0 },
        rotate: { value: f, optional: !0 },
        symbol: { value: d, scale: "auto", optional: !0 },
      },
      A9(n),
      k9,
    ),
      this.r = p,
      this.rotate = u,
      this.symbol = l,
      this.frameAnchor = dr(s);
    let { channels: m } = this, { symbol: y } = m;
    if (y) {
      let { fill: x, stroke: g } = m;
      y.hint = {
        fill: x ? x.value === y.value ? "color" : "currentColor" : this.fill ?? "currentColor",
        stroke: g ? g.value === y.value ? "color" : "currentColor" : this.stroke ?? "none",
      };
    }
  }
  render(t, n, r, i, o) {
    let { x: a, y: c } = n,
      { x: s, y: f, r: u, rotate: d, symbol: l } = r,
      { r: h, rotate: p, symbol: m } = this,
      [y, x] = _n(this, i),
      g = m === Hr,
      v = u ? void 0 : h * h * Math.PI;
    return Pi(h) && (t = []),
      ue("svg:g", o).call(Oe, this, i, o).call(Ne, this, { x: s && a, y: f && c }).call((_) =>
        _.selectAll().data(t).enter().append(g ? "circle" : "path").call(Pe, this).call(
          g
            ? ($) => {
              $.attr("cx", s ? (M) => s[M] : y).attr("cy", f ? (M) => f[M] : x).attr("r", u ? (M) => u[M] : h);
            }
            : ($) => {
              $.attr(
                "transform",
                to`translate(${s ? (M) => s[M] : y},${f ? (M) => f[M] : x})${
                  d ? (M) => ` rotate(${d[M]})` : p ? ` rotate(${p})` : ""
                }`,
              ).attr(
                "d",
                u && l
                  ? (M) => {
                    let w = tn();
                    return l[M].draw(w, u[M] * u[M] * Math.PI), w;
                  }
                  : u
                  ? (M) => {
                    let w = tn();
                    return m.draw(w, u[M] * u[M] * Math.PI), w;
                  }
                  : l
                  ? (M) => {
                    let w = tn();
                    return l[M].draw(w, v), w;
                  }
                  : (() => {
                    let M = tn();
                    return m.draw(M, v), M;
                  })(),
              );
            },
        ).call(dt, this, r)
      ).node();
  }
};
function ot(e, { x: t, y: n, ...r } = {}) {
  return r.frameAnchor === void 0 && ([t, n] = xt(t, n)), new Rs(e, { ...r, x: t, y: n });
}
var C9 = {
    ariaLabel: "line",
    fill: "none",
    stroke: "currentColor",
    strokeWidth: 1.5,
    strokeLinecap: "round",
    strokeLinejoin: "round",
    strokeMiterlimit: 1,
  },
  Is = class extends be {
    constructor(t, n = {}) {
      let { x: r, y: i, z: o, curve: a, tension: c } = n;
      super(t, { x: { value: r, scale: "x" }, y: { value: i, scale: "y" }, z: { value: Bi(n), optional: !0 } }, n, C9),
        this.z = o,
        this.curve = _2(a, c),
        sa(this, n);
    }
    filter(t) {
      return t;
    }
    project(t, n, r) {
      this.curve !== ga && super.project(t, n, r);
    }
    render(t, n, r, i, o) {
      let { x: a, y: c } = r, { curve: s } = this;
      return ue("svg:g", o).call(Oe, this, i, o).call(Ne, this, n).call((f) =>
        f.selectAll().data(fs(t, [a, c], this, r)).enter().append("path").call(Pe, this).call(ss, this, r).call(
          fx,
          this,
          r,
          o,
        ).attr(
          "d",
          s === ga && o.projection
            ? N9(o.path(), a, c)
            : Zl().curve(s).defined((u) => u >= 0).x((u) => a[u]).y((u) => c[u]),
        )
      ).node();
    }
  };
function N9(e, t, n) {
  return t = pn(t), n = pn(n), (r) => {
    let i = [], o = [i];
    for (let a of r) a === -1 ? (i = [], o.push(i)) : i.push([t[a], n[a]]);
    return e({ type: "MultiLineString", coordinates: o });
  };
}
function Mn(e, { x: t, y: n, ...r } = {}) {
  return [t, n] = xt(t, n), new Is(e, { ...r, x: t, y: n });
}
be.prototype.plot = function ({ marks: e = [], ...t } = {}) {
  return ma({ ...t, marks: [...e, this] });
};
var Ls = { low: -1 / 0, high: 1 / 0 };
function vt({ low: e, high: t }, n) {
  return { low: n === "minimize" ? -1 / 0 : e, high: n === "maximize" ? 1 / 0 : t };
}
var E9 = 8;
function wt(e) {
  let t = Float64Array.from(e).filter(Number.isFinite).sort();
  if (t.length < E9) return Ls;
  let [n, r] = [C2(t, .25), C2(t, .75)], i = r - n;
  return i === 0 ? Ls : { low: n - 3 * i, high: r + 3 * i };
}
function C2(e, t) {
  let n = (e.length - 1) * t, r = e[Math.floor(n)];
  return r + (n - Math.floor(n)) * (e[Math.ceil(n)] - r);
}
function je(e, { low: t, high: n } = Ls, r = .04) {
  let [i, o] = [1 / 0, -1 / 0];
  for (let c of e) !Number.isFinite(c) || c < t || c > n || (c < i && (i = c), c > o && (o = c));
  if (i > o) return [0, 1];
  let a = o > i ? (o - i) * r : Math.abs(o) * r || r;
  return [i - a, o + a];
}
function ba(e, [t, n]) {
  return Number.isNaN(e) ? "nowhere" : e < t ? "below" : e > n ? "above" : "within";
}
function Ee(e) {
  if (!Number.isFinite(e)) return String(e).replace("-", "\u2212");
  let t = Math.abs(e);
  return t !== 0 && (t < 1e-4 || t >= 1e7)
    ? e.toExponential(3).replace(/\.?0+e/, "e").replace("e+", "e").replaceAll("-", "\u2212")
    : Number(e.toPrecision(t >= 1e3 ? Math.ceil(Math.log10(t + 1)) : 4)).toLocaleString("en-US", {
      maximumFractionDigits: 8,
    }).replace("-", "\u2212");
}
var Sn = 12;
function pt({ document: e, width: t }, { marks: n, ...r }) {
  let i = n.flatMap(N2);
  for (let a of i) Object.assign(a, { ariaLabel: void 0 });
  let o = ma({ ...r, document: e, width: t, marks: i });
  for (let a of o.querySelectorAll("style")) a.remove();
  for (let a of o.querySelectorAll("[aria-label]")) a.removeAttribute("aria-label");
  return o.removeAttribute("class"), o.setAttribute("font-size", String(Sn)), o.setAttribute("aria-hidden", "true"), o;
}
function N2(e) {
  return Array.isArray(e) ? e.flatMap(N2) : e == null ? [] : [e];
}
var P9 = /(?:\x1b[\]P_^X]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?/g,
  R9 = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]/g,
  E2 = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
function $n(e) {
  return e.search(E2) === -1 ? e : e.replaceAll(P9, "").replaceAll(R9, "").replaceAll("	", " ").replaceAll(E2, "?");
}
function P2(e, t) {
  if (e.length <= t) return e;
  let n = Math.floor((t - 1) / 2);
  return `${e.slice(0, t - 1 - n)}\u2026${e.slice(e.length - n)}`;
}
var R2 = .58;
function Bt(e) {
  return Math.ceil(e.length * Sn * R2);
}
function le(e, t = 240) {
  return P2($n(e), Math.max(5, Math.floor(t / (Sn * R2))));
}
function mt(e) {
  let t = 0;
  for (let n of e) t = Math.max(t, Bt(n));
  return t;
}
function yr(e, t = {}) {
  return [
    la({ stroke: "var(--line)", strokeOpacity: 1, ...I9(t) }),
    wn({
      label: e,
      labelArrow: "none",
      labelAnchor: "top",
      labelOffset: 0,
      fontSize: Sn,
      fill: "var(--muted)",
      tickSize: 0,
      tickPadding: 6,
      ...t,
    }),
  ];
}
function Tn(e, t = {}) {
  return [
    io({
      label: e,
      labelArrow: "none",
      labelAnchor: "center",
      labelOffset: 38,
      fontSize: Sn,
      fill: "var(--muted)",
      stroke: "var(--line)",
      tickSize: 4,
      tickPadding: 4,
      ...t,
    }),
  ];
}
var zt = {
  fill: "var(--background)",
  stroke: "var(--outline)",
  fontSize: Sn,
  lineHeight: 1.35,
  lineWidth: 40,
  pathFilter: "none",
  textPadding: 9,
};
function I9({ ticks: e }) {
  return e === void 0 ? {} : { ticks: e };
}
var L9 = 24, I2 = 46;
function L2(e, { report: t, labels: n, runs: r, column: i, rows: o }) {
  let a = o.flatMap((m, y) => {
      let x = t.configurations[m].results[i];
      if (x == null || !Number.isFinite(x[1])) return [];
      let [g, v, _ = 0] = x;
      return [{ at: y, index: m, n: g, mean: v, low: v - _, high: v + _, std: x[2] }];
    }),
    c = new Map(o.map((m, y) => [m, y])),
    s = r.configuration.flatMap((m, y) => {
      let x = c.get(m), g = r.columns[i]?.[y] ?? NaN;
      return x === void 0 || Number.isNaN(g) ? [] : [{ at: x, value: g }];
    }),
    f = [...a.flatMap(({ low: m, high: y }) => [m, y]), ...s.map(({ value: m }) => m)],
    u = je(f, vt(wt(f), t.ranking?.goal)),
    d = e.width * .42,
    l = o.map((m) => le(n.configurations[m], d)),
    h = ({ index: m }) => t.configurations[m].candidate === !0,
    p = ({ index: m, mean: y, std: x, n: g }) =>
      [
        le(n.configurations[m]),
        `${Ee(y)}${x === void 0 ? "" : ` \xB1 ${Ee(x)}`} (n = ${g})`,
        ...h({ index: m }) ? ["may be the best"] : [],
      ].join(`
`);
  return pt(e, {
    height: o.length * L9 + I2,
    marginTop: 4,
    marginBottom: I2 - 4,
    marginLeft: mt(l) + 16,
    marginRight: 12,
    x: { domain: u, axis: null, clamp: !0 },
    y: { domain: o.map((m, y) => y), type: "point", padding: .5, axis: null },
    marks: [
      da({ stroke: "var(--line)", strokeOpacity: 1 }),
      Tn(le(t.columns[i]), { ticks: Math.max(2, Math.round(e.width / 140)) }),
      wn({ tickFormat: (m) => l[m], tickSize: 0, tickPadding: 10, fontSize: 12, fill: "var(--text)", label: null }),
      ot(s, { x: "value", y: "at", r: 2.5, fill: "var(--muted)", fillOpacity: .45 }),
      ua(a, {
        y: "at",
        x1: "low",
        x2: "high",
        strokeWidth: 2.5,
        stroke: (m) => h(m) ? "var(--accent)" : "var(--outline)",
      }),
      ot(a, {
        y: "at",
        x: "mean",
        r: 5,
        strokeWidth: 2,
        fill: (m) => h(m) ? "var(--accent)" : "var(--background)",
        stroke: (m) => h(m) ? "var(--accent)" : "var(--muted)",
      }),
      ...e.isLive ? [rt(a, eo({ ...zt, x: "mean", y: "at", title: p }))] : [],
    ],
  });
}
var O9 =
  /(?:^|_)(?:episode|episodes|epoch|step|steps|samples?|aggregated|count|size|length|seed|time)(?:_|$)|_(?:min|max|std)$/;
function O2(e, t) {
  let n = e.filter((i) => i !== t && !O9.test(i)), r = (i) => n.filter((o) => o.startsWith(i));
  return [...t === void 0 ? [] : [t], ...r("test_"), ...r("validation_"), ...r("training_")];
}
var Os = 200, D9 = 4, F9 = 5;
function xa(e) {
  let { columns: t, ranking: n, curves: r, parameters: i, configurations: o } = e,
    a = O2(t, n && t[n.column]).slice(0, D9),
    c = i?.shares.find(({ kind: s }) => s === "pair")?.axes ?? [0, 1];
  return {
    filter: "",
    sort: void 0,
    rows: Os,
    columns: a.map((s) => t.indexOf(s)),
    selected: o.slice(0, F9).map((s, f) => f),
    curve: r?.first ?? 0,
    logScale: !1,
    singleRuns: !1,
    pair: [c[0] ?? 0, c[1] ?? 1],
    costOf: n?.column ?? 0,
    costAgainst: 0,
  };
}
var Zh = Tp(void 0);
function ie() {
  return Fp(Zh);
}
function Zt({ id: e, title: t, description: n, isSmall: r = !1, ...i }) {
  let { surface: o } = ie(), a = ci(null), c = ci(i);
  c.current = i;
  let s = o.kind === "browser" ? o.browser : void 0, f = ci(null);
  Dp(() => {
    if (s === void 0 || a.current === null) return;
    let d = s.attach(a.current, () => c.current);
    return f.current = d, () => d.detach();
  }, [s]), ho(() => f.current?.update());
  let u = (d) => () => s?.save(c.current, { name: e, format: d, title: n });
  return b("figure", {
    id: e,
    class: r ? "chart small" : "chart",
    children: [
      b("figcaption", {
        children: [
          b("span", { children: t }),
          b("span", {
            class: "scripted exports",
            children: [
              b("button", { type: "button", onClick: u("svg"), "aria-label": `Save ${e} as SVG`, children: "SVG" }),
              b("button", { type: "button", onClick: u("png"), "aria-label": `Save ${e} as PNG`, children: "PNG" }),
            ],
          }),
        ],
      }),
      b("div", {
        ref: a,
        class: "plot",
        role: "img",
        tabIndex: 0,
        "aria-label": n,
        dangerouslySetInnerHTML: { __html: o.kind === "text" ? B9(i, o.document) : "" },
      }),
    ],
  });
}
function B9({ draw: e, width: t }, n) {
  return e({ document: n, width: t, isLive: !1 })?.outerHTML ?? "";
}
function F2(e, { by: t, descending: n }, r) {
  let i = e.map((a) => ({ index: a, value: z9(r.configurations[a], t) })), o = n ? -1 : 1;
  return i.sort(({ value: a }, { value: c }) => D2(a) - D2(c) || o * Y9(a, c)), i.map(({ index: a }) => a);
}
function z9(e, t) {
  switch (t.kind) {
    case "name":
      return e.name;
    case "n":
    case "failed":
      return e[t.kind];
    case "seconds":
      return e.seconds?.[1];
    case "result":
      return e.results[t.index]?.[1];
    case "param": {
      let n = e.params[t.index] ?? void 0;
      return n === void 0 || n.trim() === "" || Number.isNaN(Number(n)) ? n : Number(n);
    }
  }
}
function D2(e) {
  return e === void 0 ? 3 : typeof e == "string" ? 1 : Number.isNaN(e) ? 2 : 0;
}
function Y9(e, t) {
  return typeof e == "number" && typeof t == "number"
    ? e < t ? -1 : +(e > t)
    : typeof e == "string" && typeof t == "string"
    ? e.localeCompare(t, "en", { numeric: !0 })
    : 0;
}
function B2(e, t) {
  return e.kind === t.kind && ("index" in e ? e.index : -1) === ("index" in t ? t.index : -1);
}
var NP = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
function ao(e) {
  if (e < 10) return `${e.toFixed(1)}s`;
  let t = Math.round(e),
    [n, r, i, o] = [Math.floor(t / 86400), Math.floor(t / 3600) % 24, Math.floor(t / 60) % 60, t % 60],
    a = (c) => String(c).padStart(2, "0");
  return n > 0 ? `${n}d${a(r)}h` : r > 0 ? `${r}h${a(i)}m` : i > 0 ? `${i}m${a(o)}s` : `${o}s`;
}
var z2 = ["none", "7 3", "2 3", "9 3 2 3", "12 4", "4 2", "9 3 2 3 2 3", "1 2"];
function ii(e) {
  return `var(--series-${e % 8 + 1})`;
}
function _a(e) {
  return z2[(e + Math.floor(e / 8)) % z2.length];
}
var Y2 = 120, Ds = 16, Kh = 3.5;
function q2({ result: [, e, t = 0], range: [n, r], isMarked: i }) {
  if (!Number.isFinite(e)) return null;
  let o = Y2 - 2 * Kh - 2,
    a = (c) => {
      let s = r > n ? (c - n) / (r - n) : .5;
      return (Kh + 1 + Math.min(1, Math.max(0, s)) * o).toFixed(1);
    };
  return b("svg", {
    class: i ? "interval marked" : "interval",
    width: Y2,
    height: Ds,
    "aria-hidden": "true",
    children: [
      b("line", { x1: a(e - t), x2: a(e + t), y1: Ds / 2, y2: Ds / 2 }),
      b("circle", { cx: a(e), cy: Ds / 2, r: Kh }),
    ],
  });
}
function br({ mean: e, std: t }) {
  let n = Math.abs(e),
    r = Number.isFinite(e) && (n === 0 || n >= .001 && n < 1e6),
    i = n < 10 ? 4 : Math.max(0, 4 - Math.floor(Math.log10(n))),
    o = (a) => {
      if (!Number.isFinite(a)) return String(a);
      let c = a.toFixed(i);
      return r && (a === 0 || Number(c) !== 0) ? c : a.toPrecision(r ? 2 : 4);
    };
  return { mean: o(e), std: t === void 0 || Number.isNaN(t) ? "" : ` \xB1 ${o(t)}` };
}
function j({ text: e, title: t }) {
  return b("bdi", { class: "name", title: t ?? (e.length > 40 ? $n(e) : void 0), children: $n(e) });
}
function va({ result: [, e, t] }) {
  let n = br({ mean: e, std: t });
  return b("span", {
    class: "mean",
    children: [n.mean, n.std === "" ? null : b("span", { class: "std", children: n.std })],
  });
}
function ce(e, t, n = `${t}s`) {
  return `${e.toLocaleString("en-US")} ${e === 1 ? t : n}`;
}
function U2({ index: e, place: t, context: n }) {
  let { report: r, labels: i, columns: o, hasSeconds: a, hasFailed: c, hasCurves: s, range: f, toggle: u } = n,
    d = r.configurations[e],
    l = r.ranking && d.results[r.ranking.column];
  return b("tr", {
    "data-name": d.name,
    "data-candidate": d.candidate ? "" : void 0,
    children: [
      s &&
      b("td", {
        class: "select scripted",
        children: b("label", {
          children: [
            b("input", {
              type: "checkbox",
              checked: t !== void 0,
              onChange: () => u(e),
              "aria-label": `Curve of ${i.configurations[e]}`,
            }),
            b(U9, { place: t }),
          ],
        }),
      }),
      b("td", {
        class: "number rank",
        children: [
          e + 1,
          d.candidate &&
          b("span", {
            class: "candidate",
            title: "may be the best",
            role: "img",
            "aria-label": "may be the best",
            children: "\u25CF",
          }),
        ],
      }),
      i.needNames &&
      b("th", {
        scope: "row",
        children: [
          r.grids.length > 1 && b("span", { class: "grid", children: b(j, { text: r.grids[d.grid] }) }),
          b(j, { text: d.name }),
        ],
      }),
      d.params.map((h, p) =>
        b("td", {
          class: q9(h) ? "param number" : "param",
          children: h === null ? b("span", { class: "none", children: "\u2014" }) : b(j, { text: h }),
        }, p)
      ),
      b("td", { class: "number", "data-value": d.n, children: d.n }),
      o.map((h) => {
        let p = d.results[h];
        return b("td", {
          class: "number result",
          "data-value": p?.[1],
          "data-std": p?.[2],
          children: p ? b(va, { result: p }) : null,
        }, h);
      }),
      f && b("td", { class: "drawing", children: l && b(q2, { result: l, range: f, isMarked: d.candidate === !0 }) }),
      a && b("td", { class: "number", "data-value": d.seconds?.[1], children: d.seconds && ao(d.seconds[1]) }),
      c && b("td", { class: d.failed > 0 ? "number bad" : "number", "data-value": d.failed, children: d.failed }),
    ],
  });
}
function q9(e) {
  return e !== null && e.trim() !== "" && !Number.isNaN(Number(e));
}
function U9({ place: e }) {
  return b("svg", {
    class: "sample",
    width: "22",
    height: "10",
    "aria-hidden": "true",
    children: e !== void 0 &&
      b("line", { x1: "0", x2: "22", y1: "5", y2: "5", stroke: ii(e), "stroke-dasharray": _a(e) }),
  });
}
function X2() {
  let e = ie(), { report: t, labels: n, state: r, rows: i, change: o } = e, a = ci((m) => {});
  a.current = (m) => o({ selected: W9(r.selected, m) });
  let c = Tr(() => X9(e, (m) => a.current(m)), [t, r.columns]),
    { columns: s, hasSeconds: f, hasFailed: u, hasCurves: d, range: l } = c,
    h = Tr(() => new Map(), [c]),
    p = new Map(r.selected.map((m, y) => [m, y]));
  return b("div", {
    class: "scroll",
    tabIndex: 0,
    role: "region",
    "aria-label": "Table of configurations",
    children: [
      b("table", {
        children: [
          b("caption", { class: "hidden", children: "Configurations with their parameters and results" }),
          b("thead", {
            children: b("tr", {
              children: [
                d &&
                b("th", {
                  scope: "col",
                  class: "scripted",
                  children: b("span", { class: "hidden", children: "Curves" }),
                }),
                b("th", { scope: "col", class: "number", children: "#" }),
                n.needNames && b(co, { by: { kind: "name" }, text: "configuration" }),
                t.params.map((m, y) => b(co, { by: { kind: "param", index: y }, text: n.params[y], title: m }, m)),
                b(co, { by: { kind: "n" }, text: "n", title: "number of trained models", isNumber: !0 }),
                s.map((m) =>
                  b(co, { by: { kind: "result", index: m }, text: t.columns[m], isNumber: !0 }, t.columns[m])
                ),
                l &&
                b("th", {
                  scope: "col",
                  class: "drawing",
                  children: b("span", { class: "hidden", children: "mean and standard deviation" }),
                }),
                f && b(co, { by: { kind: "seconds" }, text: "time", title: "training time", isNumber: !0 }),
                u && b(co, { by: { kind: "failed" }, text: "failed", isNumber: !0 }),
              ],
            }),
          }),
          b("tbody", {
            children: i.slice(0, r.rows).map((m) => {
              let y = p.get(m), x = `${m} ${y}`, g = h.get(x);
              if (g !== void 0) return g;
              let v = b(U2, { index: m, place: y, context: c }, m);
              return h.set(x, v), v;
            }),
          }),
        ],
      }),
      i.length === 0 && b("p", { class: "empty", children: "No configuration passes the filter." }),
    ],
  });
}
function X9({ report: e, labels: t, state: { columns: n } }, r) {
  return {
    report: e,
    labels: t,
    columns: n,
    hasSeconds: e.configurations.some(({ seconds: i }) => i !== void 0),
    hasFailed: e.configurations.some(({ failed: i }) => i > 0),
    hasCurves: e.curves !== void 0,
    range: j9(e),
    toggle: r,
  };
}
function j9({ ranking: e, configurations: t }) {
  let n = e === void 0
    ? []
    : t.flatMap(({ results: i }) => i[e.column] ?? []).length === 0
    ? []
    : t.flatMap(({ results: i }) => {
      let o = i[e.column];
      return o == null ? [] : [o];
    });
  if (n.length < 2 || !n.some(([i]) => i > 1)) return;
  let r = vt(wt(n.map(([, i]) => i)), e.goal);
  return je(n.flatMap(([, i, o = 0]) => [i - o, i + o]), r, 0);
}
function W9(e, t) {
  let n = e.indexOf(t);
  if (n !== -1) return e.with(n, null);
  let r = e.indexOf(null);
  return r === -1 ? [...e, t] : e.with(r, t);
}
function co({ by: e, text: t, title: n, isNumber: r = !1 }) {
  let { state: { sort: i }, change: o } = ie(),
    a = i !== void 0 && B2(i.by, e),
    c = a ? i.descending === r ? { by: e, descending: !r } : void 0 : { by: e, descending: r };
  return b("th", {
    scope: "col",
    class: r ? "number" : void 0,
    "aria-sort": a ? i.descending ? "descending" : "ascending" : "none",
    children: b("button", {
      type: "button",
      title: n,
      onClick: () => o({ sort: c }),
      children: [
        b(j, { text: t }),
        b("span", { class: "arrow", "aria-hidden": "true", children: a ? i.descending ? "\u2193" : "\u2191" : "" }),
      ],
    }),
  });
}
function Yt({ id: e, topic: t, title: n, children: r }) {
  return b("section", {
    id: e,
    "aria-labelledby": `${e}-title`,
    children: [
      b("header", { children: [b("p", { class: "topic", children: t }), b("h2", { id: `${e}-title`, children: n })] }),
      r,
    ],
  });
}
function H2(e, t) {
  return t === "csv" ? H9(e) : t === "markdown" ? V9(e) : K9(e);
}
function H9({ report: e, rows: t, columns: n }) {
  let r = [
      ...e.grids.length > 1 ? ["grid"] : [],
      "experiment_name",
      ...e.params.map((o) => `param_${o}`),
      "n",
      "failed",
      ...n.flatMap((o) => [`${e.columns[o]}_mean`, `${e.columns[o]}_std`]),
    ],
    i = t.map((o) => {
      let a = e.configurations[o];
      return [
        ...e.grids.length > 1 ? [j2(e.grids[a.grid])] : [],
        j2(a.name),
        ...a.params.map((c) => c ?? ""),
        a.n,
        a.failed,
        ...n.flatMap((c) => [a.results[c]?.[1] ?? "", a.results[c]?.[2] ?? ""]),
      ];
    });
  return [r, ...i].map((o) =>
    `${o.map((a) => G9(String(a))).join(",")}
`
  ).join("");
}
function j2(e) {
  return /^[=+\-@\t\r\n]/.test(e) && Number.isNaN(Number(e)) ? `'${e}` : e;
}
function G9(e) {
  return /[",\r\n]/.test(e) || /^\s|\s$/.test(e) ? `"${e.replaceAll('"', '""')}"` : e;
}
function V9(e) {
  let t = (c) => $n(c).replaceAll(/[\\`*_{}[\]<>()#+!|~&$@]/g, (s) => Z9[s] ?? `\\${s}`),
    { left: n, cells: r } = G2(e, t, (c, s) => `${c}${s}`),
    [i, ...o] = r,
    a = (c) =>
      `| ${c.join(" | ")} |
`;
  return [a(i), a(i.map((c, s) => s < n ? "---" : "---:")), ...o.map(a)].join("");
}
var Z9 = { "<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "&#64;" };
function K9(e) {
  let t = (c) => $n(c).replaceAll(/[\\{}$&#%_^~<>|"]/g, (s) => Q9[s]),
    { left: n, cells: r } = G2(e, t, (c, s) => `${W2(c)}${s === "" ? "" : ` $\\pm$ ${W2(s.replace(" \xB1 ", ""))}`}`),
    [i, ...o] = r,
    a = (c) => `${c.join(" & ")} \\\\`;
  return [
    `\\begin{tabular}{${i.map((c, s) => s < n ? "l" : "r").join("")}}`,
    "\\toprule",
    a(i),
    "\\midrule",
    ...o.map(a),
    "\\bottomrule",
    "\\end{tabular}",
    "",
  ].join(`
`);
}
var Q9 = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
};
function W2(e) {
  if (!/^-?[\d.]+(?:e[+-]?\d+)?$/.test(e)) return e;
  let [t, n] = e.split("e");
  return n === void 0 ? e.startsWith("-") ? `$${e}$` : e : `$${t} \\times 10^{${Number(n)}}$`;
}
function G2({ report: e, labels: t, rows: n, columns: r }, i, o) {
  let a = t.needNames || e.params.length === 0,
    c = [...e.grids.length > 1 ? ["grid"] : [], ...a ? ["configuration"] : [], ...t.params],
    s = (
      { grid: d, name: l, params: h },
    ) => [...e.grids.length > 1 ? [e.grids[d]] : [], ...a ? [l] : [], ...h.map((p) => p ?? "")],
    f = [...c, "n", ...r.map((d) => e.columns[d])].map(i),
    u = n.map((d) => {
      let l = e.configurations[d],
        h = r.map((p) => {
          let m = l.results[p];
          if (m == null) return "";
          let { mean: y, std: x } = br({ mean: m[1], std: m[2] });
          return o(y, x);
        });
      return [...s(l).map(i), String(l.n), ...h];
    });
  return { left: c.length, cells: [f, ...u] };
}
var J9 = [["csv", "CSV"], ["markdown", "Markdown"], ["latex", "LaTeX"]];
function V2() {
  return b("div", { class: "tools scripted", children: [b(eM, {}), b(tM, {}), b(nM, {})] });
}
function eM() {
  let { report: e, rows: t, state: n, filterProblem: r, change: i } = ie(),
    o = e.configurations.length,
    a = e.params.length > 0 ? "lr<0.1 width=256 adam" : "accuracy>0.9 mlp";
  return b("div", {
    class: "filter",
    children: [
      b("label", { for: "filter", class: "hidden", children: "Filter configurations" }),
      b("input", {
        id: "filter",
        type: "search",
        autocomplete: "off",
        spellcheck: !1,
        placeholder: `Filter: ${a}`,
        value: n.filter,
        onInput: (c) => i({ filter: c.currentTarget.value }),
        "aria-describedby": "filter-result",
        "aria-invalid": r !== void 0,
      }),
      b("span", {
        id: "filter-result",
        role: "status",
        children: r ?? (n.filter === "" ? "" : `${t.length.toLocaleString("en-US")} of ${ce(o, "configuration")}`),
      }),
    ],
  });
}
function tM() {
  let { report: e, state: t, change: n } = ie();
  if (e.columns.length < 2) return null;
  let r = (i) => {
    let o = t.columns.includes(i) ? t.columns.filter((a) => a !== i) : [...t.columns, i];
    n({ columns: o });
  };
  return b("details", {
    class: "menu",
    children: [
      b("summary", { children: "Columns" }),
      b("fieldset", {
        children: [
          b("legend", { class: "hidden", children: "Results in the table" }),
          e.columns.map((i, o) =>
            b("label", {
              children: [
                b("input", {
                  type: "checkbox",
                  checked: t.columns.includes(o),
                  onChange: () => r(o),
                }),
                b(j, { text: i }),
              ],
            }, i)
          ),
        ],
      }),
    ],
  });
}
function nM() {
  let { report: e, labels: t, rows: n, state: r, surface: i } = ie(),
    [o, a] = Ra(""),
    c = async (s, f) => {
      if (i.kind === "browser") {
        try {
          await i.browser.copy(H2({ report: e, labels: t, rows: n, columns: r.columns }, s)),
            a(`Copied ${ce(n.length, "row")} as ${f}`);
        } catch {
          a("The browser does not permit copying");
        }
      }
    };
  return b("div", {
    class: "copy",
    children: [
      b("span", { id: "copy-label", children: "Copy as" }),
      b("span", {
        class: "buttons",
        role: "group",
        "aria-labelledby": "copy-label",
        children: J9.map(([s, f]) =>
          b("button", { type: "button", "data-format": s, onClick: () => c(s, f), children: f }, s)
        ),
      }),
      b("span", { role: "status", children: o }),
    ],
  });
}
var rM = 20;
function Z2() {
  let { report: e, rows: t, state: n, change: r } = ie(),
    { configurations: i, ranking: o, counts: a } = e,
    c = a.pendingConfigurations,
    s = t.length - n.rows;
  return b(Yt, {
    id: "configurations",
    topic: "Configurations",
    title: b(iM, {}),
    children: [
      b(V2, {}),
      b(X2, {}),
      i.some(({ candidate: f }) => f) &&
      b("p", {
        class: "note",
        children: [
          b("span", { class: "candidate", "aria-hidden": "true", children: "\u25CF" }),
          " ",
          "may be the best: its distance from the first is within what chance explains (95 % confidence).",
        ],
      }),
      s > 0 &&
      b("p", {
        class: "more",
        children: [
          n.rows.toLocaleString("en-US"),
          " of ",
          ce(t.length, "configuration"),
          " are shown.",
          " ",
          b("button", {
            type: "button",
            class: "scripted",
            onClick: () => r({ rows: n.rows + Os }),
            children: ["Show ", Math.min(Os, s), " more"],
          }),
        ],
      }),
      c > 0 &&
      b("p", {
        class: "note",
        children: [ce(c, "further configuration"), " ", c === 1 ? "has" : "have", " not started."],
      }),
      o !== void 0 && i.length > 1 && b(oM, { column: o.column }),
    ],
  });
}
function iM() {
  let { report: { configurations: e, ranking: t, columns: n } } = ie(), r = ce(e.length, "configuration");
  return t === void 0 ? b(V, { children: [r, ", in the order of the grid"] }) : b(V, {
    children: [r, " by ", b(j, { text: n[t.column] }), ", ", t.goal === "maximize" ? "highest" : "lowest", " first"],
  });
}
function oM({ column: e }) {
  let { report: t, labels: n, data: r, rows: i } = ie(),
    o = i.filter((c) => Number.isFinite(t.configurations[c].results[e]?.[1])).slice(0, rM);
  if (o.length === 0) return null;
  let a = t.columns[e];
  return b(Zt, {
    id: "forest",
    title: b(V, {
      children: [
        "Mean and standard deviation of ",
        b(j, { text: a }),
        "; each small dot is a model, filled circles may be the best",
      ],
    }),
    description: `${a} of ${
      ce(o.length, "configuration")
    }: the table above has the same means and standard deviations.`,
    width: 1040,
    inputs: [o.join()],
    draw: (c) => {
      let s = r.runs();
      return s && L2(c, { report: t, labels: n, runs: s, column: e, rows: o });
    },
  });
}
var aM = /(?:^|_)(?:loss|error|err|cost|perplexity|ppl|nll|mse|mae|rmse|wer|cer|fid|bpc|bpb)(?:_|$)/i;
function K2(e) {
  return aM.test(e) ? "minimize" : "maximize";
}
function Q2(e, t) {
  let n = t === "maximize" ? -1 : 1,
    r = Array.from(e.keys()).filter((o) => {
      let { cost: a, result: c } = e[o];
      return Number.isFinite(a) && Number.isFinite(c);
    }).sort((o, a) => {
      let [c, s] = [e[o], e[a]];
      return c.cost - s.cost || n * (c.result - s.result) || o - a;
    }),
    i = 1 / 0;
  return r.filter((o) => {
    let a = n * e[o].result;
    return a >= i ? !1 : (i = a, !0);
  });
}
var cM = 340, sM = 50;
function Qh({ report: e, column: t, against: n }) {
  let r = t_({ report: e, column: t, against: n });
  return Q2(r, e_(e, t)).map((i) => r[i]);
}
function J2(e, { report: t, labels: n, column: r, against: i }) {
  let o = t_({ report: t, column: r, against: i }),
    a = e_(t, r),
    c = Qh({ report: t, column: r, against: i }),
    s = o.map(({ cost: v }) => v),
    f = o.map(({ result: v }) => v),
    u = Math.min(...s) > 0 && Math.max(...s) / Math.min(...s) > sM,
    d = u ? je(s, void 0, 0) : je(s, vt(wt(s), "minimize")),
    l = je(f, vt(wt(f), a), .06),
    h = o.filter(({ cost: v, result: _ }) => ba(v, d) === "within" && ba(_, l) === "within"),
    p = Math.max(44, mt([l[0], l[1], (l[0] + l[1]) / 2].map(Ee)) + 14),
    m = new Set(c.map(({ index: v }) => v)),
    y = i === "seconds" ? "training time in seconds" : t.columns[i],
    x = ({ index: v, cost: _, result: $ }) =>
      [
        le(n.configurations[v]),
        `${le(t.columns[r])} ${Ee($)}`,
        `${le(y)} ${Ee(_)}`,
        ...m.has(v) ? ["on the Pareto front"] : [],
      ].join(`
`),
    g = o.length - h.length;
  return pt(e, {
    height: cM,
    marginTop: 24,
    marginBottom: 44,
    marginLeft: p,
    marginRight: 16,
    x: { type: u ? "log" : "linear", domain: [...d], axis: null },
    y: { domain: [...l], axis: null },
    marks: [
      yr(le(t.columns[r]), { ticks: 6, labelOffset: p }),
      Tn(le(y), { ticks: Math.max(3, Math.round(e.width / 130)) }),
      Mn(c, {
        x: "cost",
        y: "result",
        curve: "step-after",
        stroke: "var(--accent)",
        strokeWidth: 1.5,
        strokeOpacity: .6,
        clip: !0,
      }),
      ot(h.filter(({ index: v }) => !m.has(v)), {
        x: "cost",
        y: "result",
        r: h.length > 500 ? 2.5 : 4,
        fill: "var(--muted)",
        fillOpacity: .45,
      }),
      ot(h.filter(({ index: v }) => m.has(v)), {
        x: "cost",
        y: "result",
        r: 5,
        fill: "var(--accent)",
        stroke: "var(--background)",
      }),
      ...g > 0
        ? [Ve([`${g} outside`], {
          frameAnchor: a === "maximize" ? "bottom-right" : "top-right",
          text: (v) => v,
          fill: "var(--bad)",
          fontSize: 12,
        })]
        : [],
      ...e.isLive ? [rt(h, ht({ ...zt, x: "cost", y: "result", title: x }))] : [],
    ],
  });
}
function e_({ ranking: e, columns: t }, n) {
  return e?.column === n ? e.goal : K2(t[n]);
}
function t_({ report: e, column: t, against: n }) {
  return e.configurations.flatMap(({ results: r, seconds: i }, o) => {
    let a = r[t]?.[1] ?? NaN, c = (n === "seconds" ? i?.[1] : r[n]?.[1]) ?? NaN;
    return Number.isFinite(a) && Number.isFinite(c) ? [{ index: o, cost: c, result: a }] : [];
  });
}
var Fs = 6;
function n_() {
  let { report: e, labels: t, state: n, change: r } = ie(), { cost: i, columns: o } = e, a = i?.against[n.costAgainst];
  if (i === void 0 || a === void 0 || e.configurations.length < 2) return null;
  let c = n.costOf,
    s = Qh({ report: e, column: c, against: a }),
    f = b(j, { text: o[c] }),
    u = (l) => l === "seconds" ? "training time" : o[l],
    d = s.map(({ index: l }) => t.configurations[l]);
  return b(Yt, {
    id: "cost",
    topic: "Cost",
    title: b(V, {
      children: [
        ce(s.length, "configuration"),
        " ",
        s.length === 1 ? "is" : "are",
        " on the Pareto front of ",
        f,
        " ",
        "and ",
        b(j, { text: u(a) }),
      ],
    }),
    children: [
      b("div", {
        class: "tools scripted",
        children: [
          o.length > 1 && b("label", {
            children: [
              "Result",
              " ",
              b("select", {
                value: c,
                onChange: (l) => r({ costOf: Number(l.currentTarget.value) }),
                children: o.map((l, h) => b("option", { value: h, selected: h === c, children: l }, l)),
              }),
            ],
          }),
          b("label", {
            children: [
              "against",
              " ",
              b("select", {
                value: n.costAgainst,
                onChange: (l) => r({ costAgainst: Number(l.currentTarget.value) }),
                children: i.against.map((l, h) =>
                  b("option", { value: h, selected: h === n.costAgainst, children: u(l) }, h)
                ),
              }),
            ],
          }),
        ],
      }),
      b(Zt, {
        id: "cost-chart",
        title: b(V, {
          children: "Each dot is a configuration; no other is both cheaper and better than those on the line",
        }),
        description: `${o[c]} against ${u(a)}. On the Pareto front, cheapest first: ${d.slice(0, Fs).join("; ")}`,
        width: 1040,
        inputs: [c, a],
        draw: (l) => J2(l, { report: e, labels: t, column: c, against: a }),
      }),
      b("p", {
        class: "note",
        children: [
          "On the front, cheapest first: ",
          d.slice(0, Fs).map((l, h) => b("span", { children: [h === 0 ? "" : "; ", b(j, { text: l })] }, l)),
          d.length > Fs ? `; and ${d.length - Fs} more` : "",
          ".",
        ],
      }),
    ],
  });
}
function Jh(e, t, n) {
  return e.kind === "regular" ? e.first + e.step * e.rows * t / n : e.x[t];
}
var ep = 22, tp = 26, fM = 22, uM = "http://www.w3.org/2000/svg";
function r_({ document: e, width: t }, n, { left: r, items: i }) {
  if (i.length === 0) return n;
  let o = (l, h) => {
      let p = e.createElementNS(uM, l);
      for (let [m, y] of Object.entries(h)) p.setAttribute(m, String(y));
      return p;
    },
    a = o("g", {}),
    [c, s] = [r, 0];
  for (let { text: l, colour: h, dash: p } of i) {
    let m = tp + 6 + Bt(l);
    c > r && c + m > t && ([c, s] = [r, s + 1]);
    let y = s * ep + ep / 2;
    a.append(o("line", { x1: c, x2: c + tp, y1: y, y2: y, stroke: h, "stroke-width": 2.5, "stroke-dasharray": p }));
    let x = o("text", { x: c + tp + 6, y, dy: "0.32em", "text-anchor": "start", fill: "var(--text)", "font-size": Sn });
    x.append(e.createTextNode(l)), a.append(x), c += m + fM;
  }
  let f = (s + 1) * ep + 6, u = o("g", { transform: `translate(0,${f})` });
  u.append(...n.childNodes), n.append(a, u);
  let d = Number(n.getAttribute("height")) + f;
  return n.setAttribute("height", String(d)), n.setAttribute("viewBox", `0 0 ${t} ${d}`), n;
}
var lM = 340;
function i_(e, t) {
  let { column: n, labels: r, selected: i, logScale: o } = t,
    a = new Map(i.flatMap((g, v) => g === null ? [] : [[g, v]])),
    c = (g) => Number.isFinite(g) && (!o || g > 0),
    s = t.bands.flatMap((g) => dM(g, a.get(g.configuration), n)),
    f = (t.runs ?? []).flatMap(({ configuration: g, repetition: v, places: _, values: $ }) => {
      let M = a.get(g);
      return M === void 0
        ? []
        : Array.from($, (w, S) => ({ place: M, run: `${g} ${v}`, x: Jh(n.places[_], S, $.length), y: c(w) ? w : NaN }));
    }),
    u = [...s.flatMap(({ y: g, low: v, high: _ }) => [g, v, _]), ...f.map(({ y: g }) => g)].filter(c),
    d = o ? je(u, void 0, 0) : je(u),
    l = [d[0], d[1], (d[0] + d[1]) / 2].map(Ee),
    h = Math.max(44, mt(l) + 14),
    p = ({ place: g }) => ii(g),
    m = [...new Set(s.map(({ place: g }) => g))].sort((g, v) => g - v),
    y = ({ place: g, x: v, y: _, low: $, high: M, n: w }) =>
      [le(r[i[g]]), `${Ee(_)} at ${le(n.x, 120)} ${Ee(v)}`, ...w > 1 ? [`${Ee($)} \u2026 ${Ee(M)} (n = ${w})`] : []]
        .join(`
`),
    x = pt(e, {
      height: lM,
      marginTop: 24,
      marginBottom: 44,
      marginLeft: h,
      marginRight: 14,
      x: { axis: null },
      y: { type: o ? "log" : "linear", domain: [...d], axis: null, clamp: !0 },
      marks: [
        yr(le(n.name), { ticks: o ? 4 : 6, labelOffset: h }),
        Tn(le(n.x), { ticks: Math.max(3, Math.round(e.width / 130)) }),
        ...t.runs === void 0
          ? [Hh(s, {
            x: "x",
            y1: ({ low: g }) => c(g) ? g : NaN,
            y2: ({ high: g }) => c(g) ? g : NaN,
            z: "place",
            fill: p,
            fillOpacity: .16,
          })]
          : [Mn(f, { x: "x", y: "y", z: "run", stroke: p, strokeWidth: 1, strokeOpacity: .55 })],
        ...m.map((g) =>
          Mn(
            s.filter((v) => v.place === g),
            {
              x: "x",
              y: ({ y: v }) => c(v) ? v : NaN,
              stroke: ii(g),
              strokeWidth: 2,
              strokeDasharray: _a(g),
            },
          )
        ),
        ...m.filter((g) => s.filter((v) => v.place === g).length === 1).map((g) =>
          ot(s.filter((v) => v.place === g), { x: "x", y: "y", r: 4, fill: ii(g) })
        ),
        ...e.isLive
          ? [
            vn(s, ht({ x: "x", py: "y", stroke: "var(--outline)" })),
            ot(s, ht({ x: "x", y: "y", r: 4.5, fill: p, stroke: "var(--background)" })),
            rt(s, ht({ ...zt, x: "x", y: "y", title: y })),
          ]
          : [],
      ],
    });
  return r_(e, x, { left: h, items: m.map((g) => ({ text: le(r[i[g]], 300), colour: ii(g), dash: _a(g) })) });
}
function dM(e, t, { places: n }) {
  return t === void 0 ? [] : Array.from(
    e.mean,
    (r, i) => ({
      place: t,
      x: Jh(n[e.places], i, e.mean.length),
      y: r,
      low: e.low[i] ?? r,
      high: e.high[i] ?? r,
      n: e.n,
    }),
  );
}
function o_() {
  let { report: e, labels: t, state: n, data: r } = ie(), { curves: i } = e, o = i?.columns[n.curve];
  if (i === void 0 || o === void 0) return null;
  let a = n.selected.filter((c) => c !== null).length;
  return b(Yt, {
    id: "curves",
    topic: "Curves",
    title: b(hM, {}),
    children: [
      b(pM, {}),
      b(Zt, {
        id: "curve-chart",
        title: b(V, {
          children: [
            b(j, { text: o.name }),
            " over ",
            b(j, { text: o.x }),
            ":",
            " ",
            n.singleRuns ? "means and single runs" : "means and ranges over the runs",
            " of",
            " ",
            ce(a, "configuration"),
          ],
        }),
        description: `${o.name} over ${o.x} of ${
          n.selected.filter((c) => c !== null).map((c) => t.configurations[c]).join("; ")
        }`,
        width: 1040,
        inputs: [n.curve, n.selected.join(), n.logScale, n.singleRuns],
        draw: (c) => {
          let s = r.bands(n.curve), f = n.singleRuns ? r.runCurves(n.curve) : void 0;
          if (s === void 0 || n.singleRuns && f === void 0) return;
          let { selected: u, logScale: d } = n;
          return i_(c, {
            column: o,
            bands: s,
            selected: u,
            logScale: d,
            labels: t.configurations,
            ...f && { runs: f },
          });
        },
      }),
      b("p", {
        class: "note",
        children: [
          i.thinnedFrom === void 0
            ? "All rows are drawn."
            : `Curves are thinned, from up to ${
              ce(i.thinnedFrom, "row")
            }: of each of ${i.parts} equal parts, single runs show the lowest and the highest value. Means and ranges come from all rows.`,
          i.withoutRuns ? " Single runs were left out to keep the file small." : "",
        ],
      }),
    ],
  });
}
function hM() {
  let { report: { configurations: e, curves: t }, state: n } = ie(),
    r = n.selected.filter((a) => a !== null),
    i = r.every((a) => a < r.length) && r.length === new Set(r).size,
    o = b(j, { text: t.columns[n.curve].name });
  return r.length === 0
    ? b(V, { children: "Select configurations in the table to see their curves" })
    : e.length === 1
    ? b(V, { children: ["How ", o, " developed"] })
    : i && r.length < e.length
    ? b(V, { children: ["How ", o, " developed in the first ", ce(r.length, "configuration")] })
    : b(V, { children: ["How ", o, " developed in ", ce(r.length, "configuration")] });
}
function pM() {
  let { report: e, state: t, change: n } = ie(), { columns: r, withoutRuns: i } = e.curves;
  return b("div", {
    class: "tools scripted",
    children: [
      r.length > 1 && b("label", {
        children: [
          "Result",
          " ",
          b("select", {
            value: t.curve,
            onChange: (o) => n({ curve: Number(o.currentTarget.value) }),
            children: r.map(({ name: o }, a) => b("option", { value: a, selected: a === t.curve, children: o }, o)),
          }),
        ],
      }),
      b("label", {
        children: [
          b("input", {
            type: "checkbox",
            checked: t.logScale,
            onChange: () => n({ logScale: !t.logScale }),
          }),
          " ",
          "log scale",
        ],
      }),
      !i && b("label", {
        children: [
          b("input", {
            type: "checkbox",
            checked: t.singleRuns,
            onChange: () => n({ singleRuns: !t.singleRuns }),
          }),
          " ",
          "single runs",
        ],
      }),
    ],
  });
}
function np() {
  let { report: { failures: e } } = ie();
  if (e.length === 0) return null;
  let t = e.reduce((r, i) => r + i.count, 0), n = e.length === 1 ? "" : `, from ${e.length} causes`;
  return b(Yt, {
    id: "failures",
    topic: "Failures",
    title: b(V, { children: [ce(t, "run"), " failed", n] }),
    children: e.map((r, i) => b(mM, { group: r, isOpen: i === 0 }, i)),
  });
}
function mM({ group: e, isOpen: t }) {
  let { count: n, stage: r, cause: i, runs: o, log: a } = e, c = n - o.length;
  return b("details", {
    class: "failure",
    open: t,
    children: [
      b("summary", {
        children: [
          b("span", { class: "count", children: ce(n, r === "train" ? "training" : "test") }),
          b("code", { children: b(j, { text: i }) }),
        ],
      }),
      b(gM, { group: e }),
      a.length > 0 &&
      b("figure", {
        children: [
          b("figcaption", { children: "The end of the first log" }),
          b("pre", {
            tabIndex: 0,
            children: a.map((s, f) =>
              b("span", {
                children: [
                  b(j, { text: s, title: "" }),
                  `
`,
                ],
              }, f)
            ),
          }),
        ],
      }),
      b("ul", { class: "runs", children: o.map((s, f) => b("li", { children: b(yM, { run: s }) }, f)) }),
      c > 0 && b("p", { class: "note", children: ["and ", c.toLocaleString("en-US"), " more"] }),
    ],
  });
}
function gM({ group: { common: e, count: t } }) {
  let { labels: n } = ie();
  return e.length === 0 ? null : b("p", {
    class: "common",
    children: [
      "In common: ",
      e.map(({ param: r, value: i, elsewhere: o }, a) =>
        b("span", {
          children: [
            a === 0 ? "" : "; ",
            b("strong", { children: [b(j, { text: n.params[r] }), " = ", b(j, { text: i ?? "\u2014" })] }),
            " ",
            "in all ",
            t.toLocaleString("en-US"),
            ",",
            " ",
            o === 0 ? "and in no other experiment" : `and in ${ce(o, "other experiment")}`,
          ],
        }, r)
      ),
    ],
  });
}
function yM({ run: e }) {
  let { labels: t } = ie(),
    { configuration: n, repetition: r, test: i, outcome: o, seconds: a, log: c, link: s } = e,
    f = b(j, { text: c });
  return b(V, {
    children: [
      b(j, { text: t.configurations[n] }),
      b("span", {
        class: "note",
        children: [
          " ",
          "repetition ",
          r,
          i === void 0 ? "" : b(V, { children: [", test ", b(j, { text: i })] }),
          ": ",
          o,
          a === void 0 ? "" : ` after ${ao(a)}`,
          " \xB7 ",
          s === void 0 ? f : b("a", { href: `./${s}`, children: f }),
        ],
      }),
    ],
  });
}
var bM = 26, Bs = 9;
function at({ params: e }, t) {
  return e.map((n) => t.params[n]).join(" + ");
}
function zs({ kind: e, axes: t }, n, r) {
  return e === "seeds"
    ? "seeds"
    : e === "rest"
    ? "everything else"
    : t.map((i) => at(n.parameters.axes[i], r)).join(" \xD7 ");
}
function Ys(e) {
  return e > 0 && e < .005 ? "< 1 %" : `${Math.round(e * 100)} %`;
}
function a_(e, { report: t, labels: n }) {
  let r = t.parameters?.shares ?? [],
    i = r.length > Bs + 1 ? r.slice(0, Bs) : r,
    o = i.map((a, c) => ({
      at: c,
      share: a.share,
      name: le(zs(a, t, n), e.width * .45),
      isNoise: a.kind === "seeds" || a.kind === "rest",
    }));
  if (i.length < r.length) {
    let a = r.slice(Bs).reduce((c, { share: s }) => c + s, 0);
    o.push({ at: o.length, share: a, name: `${r.length - Bs} smaller ones`, isNoise: !0 });
  }
  return pt(e, {
    height: o.length * bM + 8,
    marginTop: 4,
    marginBottom: 4,
    marginLeft: mt(o.map(({ name: a }) => a)) + 14,
    marginRight: 52,
    x: { domain: [0, Math.max(.01, ...o.map(({ share: a }) => a))], axis: null },
    y: { domain: o.map(({ at: a }) => a), type: "band", padding: .35, axis: null },
    marks: [
      wn({ tickFormat: (a) => o[a].name, tickSize: 0, tickPadding: 8, fontSize: 12, fill: "var(--text)", label: null }),
      Gh(o, {
        x: "share",
        y: "at",
        rx2: 2,
        fill: ({ isNoise: a }) => a ? "var(--outline)" : "var(--accent)",
        fillOpacity: ({ isNoise: a }) => a ? .55 : 1,
      }),
      Ve(o, {
        x: "share",
        y: "at",
        text: ({ share: a }) => Ys(a),
        textAnchor: "start",
        dx: 6,
        fontSize: 12,
        fill: "var(--text)",
        fontVariant: "tabular-nums",
      }),
    ],
  });
}
var qs = [
    "#002051",
    "#012b65",
    "#11366c",
    "#26426e",
    "#3c4d6e",
    "#51586e",
    "#62646f",
    "#727071",
    "#7f7c75",
    "#8c8877",
    "#9a9478",
    "#a9a177",
    "#bbaf71",
    "#cebd68",
    "#e2cb5c",
    "#f3da4f",
    "#fdea45",
  ],
  rp = {
    background: "#ffffff",
    surface: "#f5f6f7",
    text: "#1b1e23",
    muted: "#5b636e",
    line: "#e3e6ea",
    outline: "#8a929c",
    accent: "#1d56d8",
    onAccent: "#ffffff",
    bad: "#b3261e",
    series: ["#0e5ff7", "#d9780f", "#137d55", "#66238a", "#7a4807", "#1ca0b5", "#626c75", "#383d45"],
    values: qs.slice(0, 14).reverse(),
    onValues: s_(qs.slice(0, 14).reverse()),
  },
  mI = {
    background: "#15171c",
    surface: "#1e2127",
    text: "#e8eaee",
    muted: "#a2aab5",
    line: "#2d3139",
    outline: "#6d7683",
    accent: "#8ab1ff",
    onAccent: "#10131a",
    bad: "#ff8f85",
    series: ["#71a6f9", "#f4ac46", "#1cecac", "#7962e3", "#8e612f", "#b8d4d6", "#a18f70", "#d36195"],
    values: qs.slice(3),
    onValues: s_(qs.slice(3)),
  },
  ip = rp.values.length;
function c_({ series: e, values: t, onValues: n, ...r }) {
  return new Map([
    ...Object.entries(r).map(([i, o]) => [`--${i.replace(/[A-Z]/, (a) => `-${a.toLowerCase()}`)}`, o]),
    ...e.map((i, o) => [`--series-${o + 1}`, i]),
    ...t.map((i, o) => [`--value-${o + 1}`, i]),
    ...n.map((i, o) => [`--on-value-${o + 1}`, i]),
  ]);
}
function s_(e) {
  return e.map((t) => xM(t) > .18 ? "#0b0d12" : "#ffffff");
}
function xM(e) {
  let [t, n, r] = [1, 3, 5].map((i) => {
    let o = parseInt(e.slice(i, i + 2), 16) / 255;
    return o <= .04045 ? o / 12.92 : ((o + .055) / 1.055) ** 2.4;
  });
  return .2126 * t + .7152 * n + .0722 * r;
}
function wa(e, [t, n], r) {
  if (Number.isNaN(e)) return 0;
  let i = Math.min(1, Math.max(0, n > t ? (e - t) / (n - t) : 1)), o = r === "maximize" ? i : 1 - i;
  return Math.min(ip, 1 + Math.floor(o * ip));
}
function Us(e) {
  return e === 0 ? "var(--outline)" : `var(--value-${e})`;
}
var _M = 46, vM = 480;
function f_(e, { report: t, labels: n, runs: r, pair: i }) {
  let [o, a] = i.map((S) => t.parameters.axes[S]),
    { column: c } = t.parameters,
    s = t.ranking?.goal ?? "maximize",
    f = r.columns[c],
    { low: u, high: d } = vt(wt(f), t.ranking?.goal),
    l = new Map();
  for (let [S, T] of r.configuration.entries()) {
    let C = f[S];
    if (!Number.isFinite(C) || C < u || C > d) continue;
    let k = o.at[T] * a.values.length + a.at[T], N = l.get(k) ?? { sum: 0, n: 0 };
    l.set(k, { sum: N.sum + C, n: N.n + 1 });
  }
  let h = Array.from(
      l,
      ([S, { sum: T, n: C }]) => ({ y: Math.floor(S / a.values.length), x: S % a.values.length, mean: T / C, n: C }),
    ),
    p = je(h.map(({ mean: S }) => S), void 0, 0),
    m = (S, T) => S.values.map((C) => le(C.map((k) => k ?? "\u2014").join(", "), T)),
    y = m(o, e.width * .3),
    x = Math.max(mt(y) + 16, Bt(at(o, n)) / 3),
    g = (e.width - x - 8) / a.values.length,
    v = m(a, Math.max(30, g - 6)),
    _ = Math.min(vM, o.values.length * _M),
    $ = _ / o.values.length > 16 && g > mt(h.map(({ mean: S }) => br({ mean: S, std: void 0 }).mean)) + 6,
    M = Math.max(1, Math.ceil((mt(v) + 6) / g)),
    w = ({ x: S, y: T, mean: C, n: k }) =>
      [
        `${at(o, n)} = ${y[T]}, ${at(a, n)} = ${v[S]}`,
        `mean ${br({ mean: C, std: void 0 }).mean} (${k} ${k === 1 ? "model" : "models"})`,
      ].join(`
`);
  return pt(e, {
    height: _ + 68,
    marginTop: 24,
    marginBottom: 44,
    marginLeft: x,
    marginRight: 8,
    x: { type: "band", domain: a.values.map((S, T) => T), padding: .03, axis: null },
    y: { type: "band", domain: o.values.map((S, T) => T), padding: .05, axis: null },
    marks: [
      yr(le(at(o, n), e.width), { tickFormat: (S) => y[S], labelOffset: x })[1],
      Tn(le(at(a, n), e.width), { tickFormat: (S) => S % M === 0 ? v[S] : "", tickSize: 0 }),
      Vh(h, { x: "x", y: "y", rx: 2, fill: ({ mean: S }) => Us(wa(S, p, s)) }),
      ...$
        ? [Ve(h, {
          x: "x",
          y: "y",
          text: ({ mean: S }) => br({ mean: S, std: void 0 }).mean,
          fill: ({ mean: S }) => `var(--on-value-${wa(S, p, s)})`,
          fontSize: 12,
          fontVariant: "tabular-nums",
        })]
        : [],
      ...e.isLive ? [rt(h, ht({ ...zt, x: "x", y: "y", title: w }))] : [],
    ],
  });
}
var wM = 12;
function Xs({ values: e, numbers: t, log: n }, r) {
  let i = e.map((h) => le(h.map((p) => p ?? "\u2014").join(", "), Math.min(110, r / 2))),
    o = t ?? e.map((h, p) => p),
    a = n === !0 ? Math.log : (h) => h,
    [c, s] = [a(o[0]), a(o.at(-1))],
    f = (s - c) * .08 || .5,
    u = [c - f, s + f].map((h) => n === !0 ? Math.exp(h) : h),
    d = (h) => (a(o[h]) - c + f) / (s - c + 2 * f) * r,
    l = [];
  for (let h of i.keys()) {
    let p = l.at(-1);
    (p === void 0 ? 1 / 0 : d(h) - d(p)) >= (Bt(i[h]) + Bt(i[p ?? h])) / 2 + wM && l.push(h);
  }
  return { scale: { type: n === !0 ? "log" : "linear", domain: u, axis: null }, ticks: l, labels: i, places: o };
}
var op = 600, js = 8, u_ = 320, MM = 34;
function d_(e, { report: t, labels: n, rows: r }) {
  let { axes: i, column: o } = t.parameters,
    a = t.ranking?.goal ?? "maximize",
    c = i.slice(0, Math.min(js, Math.max(1, Math.floor(e.width / 90) - 1))),
    s = (w) => t.configurations[w].results[o]?.[1] ?? NaN,
    f = t.configurations.map((w, S) => s(S)),
    u = je(f, vt(wt(f), a), 0),
    d = r.filter((w) => Number.isFinite(s(w))).slice(0, op),
    l = c.map((w) => Xs(w, u_)),
    h = c.map((w, S) => w.values.map((T, C) => SM(l[S], C))),
    p = (w) => Math.min(1, Math.max(0, u[1] > u[0] ? (w - u[0]) / (u[1] - u[0]) : .5)),
    m = d.toReversed().map((w) => ({
      index: w,
      colour: Us(wa(s(w), u, a)),
      points: [...c.map((S, T) => ({ at: T, y: h[T][S.at[w]], index: w })), { at: c.length, y: p(s(w)), index: w }],
    })),
    y = new Map(m.map(({ index: w, colour: S }) => [w, S])),
    x = m.flatMap(({ points: w }) => w),
    g = [0, .25, .5, .75, 1].map((w) => ({ y: w, text: Ee(u[0] + w * (u[1] - u[0])) })),
    v = [...c.map((w) => at(w, n)), t.columns[o]],
    _ = e.width / v.length - 8,
    $ = Math.max(...g.map(({ text: w }) => Bt(w))) + 14,
    M = ({ index: w }) =>
      `${le(n.configurations[w])}
${le(v.at(-1))} ${Ee(s(w))}`;
  return pt(e, {
    height: u_,
    marginTop: MM,
    marginBottom: 14,
    marginLeft: Math.max(28, Bt(v[0].slice(0, 20)) / 2 + 4),
    marginRight: Math.max($, Bt(v.at(-1).slice(0, 26)) / 2 + 4),
    x: { domain: v.map((w, S) => S), type: "point", padding: 0, axis: null },
    y: { domain: [0, 1], axis: null },
    marks: [
      Mn(x, {
        x: "at",
        y: "y",
        z: "index",
        curve: "bump-x",
        stroke: ({ index: w }) => y.get(w),
        strokeWidth: m.length > 100 ? 1 : 2,
        strokeOpacity: m.length > 100 ? .6 : .9,
      }),
      vn(v.map((w, S) => S), { x: (w) => w, stroke: "var(--outline)" }),
      Ve(v.map((w, S) => ({ at: S, name: le(w, _) })), {
        x: "at",
        text: "name",
        frameAnchor: "top",
        dy: -22,
        fontSize: 12,
        fontWeight: 600,
        fill: "var(--text)",
      }),
      ...l.map(({ ticks: w, labels: S }, T) => Ve(w.map((C) => ({ at: T, y: h[T][C], text: S[C] })), l_)),
      Ve(g.map((w) => ({ ...w, at: c.length })), l_),
      ...e.isLive
        ? [
          ot(x, ht({ x: "at", y: "y", r: 4.5, fill: "var(--accent)" })),
          rt(x, ht({ ...zt, x: "at", y: "y", title: M })),
        ]
        : [],
    ],
  });
}
var l_ = {
  x: "at",
  y: "y",
  text: "text",
  textAnchor: "start",
  dx: 6,
  fontSize: 12,
  fill: "var(--text)",
  stroke: "var(--background)",
  strokeWidth: 4,
  fontVariant: "tabular-nums",
};
function SM({ scale: e, places: t }, n) {
  let [r, i] = e.domain, o = e.type === "log" ? Math.log : (a) => a;
  return (o(t[n]) - o(r)) / (o(i) - o(r));
}
var $M = 40, TM = 220;
function h_(e, { report: t, labels: n, runs: r, axis: i }) {
  let o = t.parameters.axes[i],
    { column: a } = t.parameters,
    c = r.columns[a],
    s = je(c, vt(wt(c), t.ranking?.goal), .06),
    f = t.columns[a],
    u = mt([s[0], (s[0] + s[1]) / 2].map(Ee)) + 18,
    d = Xs(o, e.width - u - 10),
    l = r.configuration.map((g, v) => {
      let _ = o.at[g];
      return { at: _, x: d.places[_], value: c[v], configuration: g, side: ba(c[v], s) };
    }),
    h = l.filter(({ side: g }) => g === "within"),
    p = Array.from(
      Map.groupBy(h, ({ at: g }) => g),
      ([g, v]) => ({ x: d.places[g], label: d.labels[g], ...kM(v.map(({ value: _ }) => _)) }),
    ).sort((g, v) => g.x - v.x),
    m = Array.from(
      Map.groupBy(l.filter(({ side: g }) => g === "below" || g === "above"), ({ at: g, side: v }) => `${g} ${v}`),
      ([, g]) => ({ x: g[0].x, isAbove: g[0].side === "above", count: g.length }),
    ),
    y = p.some(({ n: g }) => g > $M),
    x = ({ label: g, n: v, median: _, low: $, high: M }) =>
      [`${at(o, n)} = ${g}`, `median ${Ee(_)} (n = ${v})`, `${Ee($)} \u2026 ${Ee(M)}`].join(`
`);
  return pt(e, {
    height: TM,
    marginTop: 22,
    marginBottom: 42,
    marginLeft: u,
    marginRight: 10,
    x: d.scale,
    y: { domain: [...s], axis: null },
    marks: [
      yr(le(f, e.width - 20), { ticks: 4, labelOffset: u }),
      Tn(le(at(o, n), e.width - u), {
        ticks: d.ticks.map((g) => d.places[g]),
        tickFormat: (g) => d.labels[d.places.indexOf(g)] ?? "",
        labelOffset: 36,
      }),
      ...y
        ? [
          vn(p, { x: "x", y1: "low", y2: "high", stroke: "var(--muted)", strokeOpacity: .7 }),
          vn(p, { x: "x", y1: "first", y2: "third", stroke: "var(--outline)", strokeWidth: 11 }),
        ]
        : [ot(h, { x: "x", y: "value", r: 3, fill: "var(--muted)", fillOpacity: .4 })],
      Mn(p, { x: "x", y: "median", stroke: "var(--accent)", strokeWidth: 2 }),
      ot(p, { x: "x", y: "median", r: 3.5, fill: "var(--accent)", stroke: "var(--background)" }),
      ...m.map(({ x: g, isAbove: v, count: _ }) =>
        Ve([_], {
          x: [g],
          text: [`${v ? "\u25B4" : "\u25BE"} ${_}`],
          frameAnchor: v ? "top" : "bottom",
          dy: v ? 4 : -4,
          fill: "var(--bad)",
          fontSize: 12,
        })
      ),
      ...e.isLive ? [rt(p, ca({ ...zt, x: "x", y: "median", title: x }))] : [],
    ],
  });
}
function kM(e) {
  let t = Float64Array.from(e).sort(),
    n = (r) => {
      let i = (t.length - 1) * r, o = t[Math.floor(i)];
      return o + (t[Math.ceil(i)] - o) * (i % 1);
    };
  return { n: t.length, median: n(.5), first: n(.25), third: n(.75), low: n(0), high: n(1) };
}
var AM = 12;
function p_() {
  let { report: e, labels: t, data: n } = ie(), { parameters: r } = e;
  if (r === void 0 || r.axes.length === 0) return null;
  let i = e.columns[r.column];
  return b(Yt, {
    id: "parameters",
    topic: "Parameters",
    title: b(CM, {}),
    children: [
      r.diverged > 0 &&
      b("p", {
        class: "note",
        children: [
          ce(r.diverged, "model"),
          " ",
          "diverged: they are counted at the edge of the charts, and are not part of the shares.",
        ],
      }),
      b("div", {
        class: "pair",
        children: [
          r.shares.length > 0 && b(Zt, {
            id: "shares",
            title: b(V, {
              children: [
                "Shares of the variance of ",
                b(j, { text: i }),
                r.approximate ? ", approximate: the grid is incomplete" : "",
              ],
            }),
            description: r.shares.slice(0, 9).map((o) => `${zs(o, e, t)} ${Ys(o.share)}`).join(", "),
            width: 500,
            inputs: [],
            draw: (o) => a_(o, { report: e, labels: t }),
          }),
          r.axes.length > 1 && b(NM, {}),
        ],
      }),
      b("div", {
        class: "grid",
        children: r.axes.slice(0, AM).map((o, a) => {
          let c = at(o, t);
          return b(Zt, {
            id: `parameter-${a + 1}`,
            title: b(j, { text: c }),
            description: `${i} of each model against ${c}, with a line through the medians`,
            isSmall: !0,
            width: 325,
            inputs: [],
            draw: (s) => {
              let f = n.runs();
              return f && h_(s, { report: e, labels: t, runs: f, axis: a });
            },
          }, a);
        }),
      }),
      r.axes.length > 1 && e.configurations.length > 2 && b(EM, {}),
    ],
  });
}
function CM() {
  let { report: e, labels: t } = ie(),
    { shares: n, column: r, approximate: i } = e.parameters,
    o = b(j, { text: e.columns[r] }),
    [a] = n;
  if (a === void 0) return b(V, { children: ["What the parameters do to ", o] });
  let c = `${i ? "about " : ""}${Ys(a.share)}`;
  return a.kind === "seeds"
    ? b(V, { children: ["Seeds explain ", c, " of the variance of ", o, ", more than any parameter"] })
    : a.kind === "rest"
    ? b(V, { children: ["No single parameter explains ", o] })
    : b(V, { children: [b(j, { text: zs(a, e, t) }), " explains ", c, " of the variance of ", o] });
}
function NM() {
  let { report: e, labels: t, state: n, data: r, change: i } = ie(),
    { axes: o, column: a } = e.parameters,
    c = o.map((u) => at(u, t)),
    s = (u) => (d) => {
      let l = Number(d.currentTarget.value), h = n.pair[u === 0 ? 1 : 0], p = h === l ? n.pair[u] : h;
      i({ pair: u === 0 ? [l, p] : [p, l] });
    },
    f = e.columns[a];
  return b(Zt, {
    id: "heat-map",
    title: b(V, {
      children: [
        "Mean ",
        b(j, { text: f }),
        " by ",
        b(j, { text: c[n.pair[0]] }),
        " and ",
        b(j, { text: c[n.pair[1]] }),
        o.length > 2 && b("span", {
          class: "scripted choices",
          children: [0, 1].map((u) =>
            b("select", {
              "aria-label": u === 0 ? "Parameter from top to bottom" : "Parameter from left to right",
              value: n.pair[u],
              onChange: s(u),
              children: c.map((d, l) => b("option", { value: l, selected: l === n.pair[u], children: d }, l)),
            }, u)
          ),
        }),
      ],
    }),
    description: `Mean ${f} for each combination of ${c[n.pair[0]]} and ${c[n.pair[1]]}`,
    width: 500,
    inputs: [n.pair.join()],
    draw: (u) => {
      let d = r.runs();
      return d && f_(u, { report: e, labels: t, runs: d, pair: n.pair });
    },
  });
}
function EM() {
  let { report: e, labels: t, rows: n } = ie(),
    { axes: r, column: i } = e.parameters,
    o = Math.min(n.length, op),
    a = e.columns[i],
    c = o === n.length,
    s = n.toSorted((f, u) => f - u);
  return b(Zt, {
    id: "parallel",
    title: b(V, {
      children: [
        c ? ce(o, "configuration") : `The best ${o} of ${ce(n.length, "configuration")}`,
        " ",
        "across",
        " ",
        r.length > js ? `the ${js} parameters with the largest shares` : "the parameters",
        "; darker lines have a better ",
        b(j, { text: a }),
      ],
    }),
    description: `${ce(o, "configuration")} as lines across their parameters to ${a}`,
    width: 1040,
    inputs: [s.join()],
    draw: (f) => d_(f, { report: e, labels: t, rows: s }),
  });
}
function g_() {
  let { report: { provenance: e } } = ie();
  return e.length === 0 ? null : b(Yt, {
    id: "provenance",
    topic: "Provenance",
    title: b(V, { children: "How to repeat it" }),
    children: e.map((t) => b(PM, { grid: t }, t.grid)),
  });
}
function PM({ grid: e }) {
  let { report: { grids: t } } = ie(),
    {
      made: n,
      versions: r,
      command: i,
      overrides: o,
      commit: a,
      dirty: c,
      seed: s,
      launches: f,
      commands: u,
      diff: d,
      gridFile: l,
    } = e;
  return b("div", {
    class: "grid-provenance",
    children: [
      t.length > 1 && b("h3", { children: b(j, { text: t[e.grid] }) }),
      b("dl", {
        class: "facts",
        children: [
          n &&
          b(xr, {
            name: "Created",
            children: b("time", { dateTime: n, children: [n.slice(0, 16).replace("T", " "), " UTC"] }),
          }),
          r && b(xr, { name: "Versions", children: `grid-workers ${r.gridWorkers}, Deno ${r.deno}` }),
          i && b(xr, { name: "Arguments", children: b(so, { text: i }) }),
          o.length > 0 && b(xr, { name: "Overrides", children: b(so, { text: o.join(" ") }) }),
          a && b(xr, { name: "Commit", children: [b(so, { text: a }), c ? " with uncommitted changes" : ""] }),
          s !== void 0 && b(xr, { name: "Seed", children: b(so, { text: s }) }),
          f.map(({ stage: h, hash: p, command: m }) =>
            b(xr, {
              name: h === "train" ? "Training" : "Test",
              children: [m !== "" && b(so, { text: m }), b("div", { class: "note", children: ["launched_with ", p] })],
            }, p)
          ),
        ],
      }),
      u.length > 0 && b("dl", {
        class: "facts",
        children: u.map(({ what: h, command: p }) => b(xr, { name: h, children: b(so, { text: p }) }, h)),
      }),
      l !== void 0 && b(m_, { name: "Grid file", text: l }),
      d !== void 0 && b(m_, { name: "Uncommitted changes", text: d }),
    ],
  });
}
function xr({ name: e, children: t }) {
  return b("div", { children: [b("dt", { children: e }), b("dd", { children: t })] });
}
function so({ text: e }) {
  return b("code", { children: b(j, { text: e, title: "" }) });
}
function m_({ name: e, text: t }) {
  let n = t.replace(/\n$/, "").split(`
`);
  return b("details", {
    class: "file",
    children: [
      b("summary", { children: [e, " ", b("span", { class: "note", children: ce(n.length, "line") })] }),
      b("pre", {
        tabIndex: 0,
        children: n.map((r, i) =>
          b("span", {
            children: [
              b(j, { text: r, title: "" }),
              `
`,
            ],
          }, i)
        ),
      }),
    ],
  });
}
function y_() {
  let { report: e, labels: t } = ie(),
    { verdict: { best: n, complete: r, test: i }, ranking: o, configurations: a } = e,
    c = n === void 0 ? void 0 : a[n];
  return b("section", {
    id: "verdict",
    "aria-labelledby": "verdict-title",
    children: [
      b("h1", { id: "verdict-title", children: b(RM, {}) }),
      b("p", { class: "lead", children: b(LM, {}) }),
      r === void 0 ? null : b("p", {
        class: "lead",
        children: [
          "It has a single result, because its other repetitions failed. The best configuration without failures is",
          " ",
          b("a", { href: "#configurations", children: b(j, { text: t.configurations[r] }) }),
          ".",
        ],
      }),
      b("dl", {
        class: "figures",
        children: [
          c && o &&
          b(Ws, {
            name: e.columns[o.column],
            note: `n = ${c.results[o.column][0]}`,
            children: b(va, { result: c.results[o.column] }),
          }),
          c && i !== void 0 && c.results[i] &&
          b(Ws, { name: e.columns[i], note: `n = ${c.results[i][0]}`, children: b(va, { result: c.results[i] }) }),
          e.counts.states.map(([s, f]) =>
            b(Ws, {
              name: s.replace("_", " "),
              note: `of ${ce(e.counts.experiments, "experiment")}`,
              children: f.toLocaleString("en-US"),
            }, s)
          ),
          e.counts.seconds === void 0
            ? null
            : b(Ws, { name: "run time", note: "all trainings and tests", children: ao(e.counts.seconds) }),
        ],
      }),
      b(OM, {}),
    ],
  });
}
function Ws({ name: e, note: t, children: n }) {
  return b("div", {
    children: [
      b("dt", { children: b(j, { text: e }) }),
      b("dd", { children: [b("span", { class: "value", children: n }), b("span", { class: "note", children: t })] }),
    ],
  });
}
function RM() {
  let { report: e, labels: t } = ie(), { best: n, candidates: r, compared: i } = e.verdict;
  if (n === void 0) return b(V, { children: IM(e) });
  let o = b(j, { text: t.configurations[n] });
  return e.configurations.length === 1
    ? b(V, { children: [o, " is the only configuration"] })
    : b(V, { children: [o, " ", r === 1 && i > 1 ? "is best" : "leads"] });
}
function IM({ configurations: e, counts: t, failures: n, ranking: r }) {
  return e.length === 0
    ? "Nothing has started yet"
    : n.length > 0 && e.every(({ n: i }) => i === 0)
    ? "All runs failed"
    : r !== void 0
    ? "No configuration has a result to rank by"
    : `${ce(e.length, "configuration")}, ${ce(t.experiments, "experiment")}`;
}
function LM() {
  let { report: e } = ie(),
    { ranking: t, unranked: n, verdict: { best: r, candidates: i, compared: o }, configurations: a } = e;
  if (t === void 0) {
    return b(V, {
      children: n === void 0 ? "There is no metric to rank by: choose one with --metric." : `Not ranked: ${n}.`,
    });
  }
  if (r === void 0) {
    return b(V, { children: ["Ranked by ", b(j, { text: e.columns[t.column] }), ", once there are results."] });
  }
  let c = t.goal === "maximize" ? "highest" : "lowest",
    s = b(V, {
      children: ["It has the ", c, " ", b(j, { text: e.columns[t.column] }), " of", " ", ce(a.length, "configuration")],
    });
  if (a.length === 1) return b(V, { children: ["Ranked by ", b(j, { text: e.columns[t.column] }), "."] });
  if (o < 2) {
    return b(V, { children: [s, ". Without repetitions, it cannot be told whether that is more than chance."] });
  }
  if (i === 1) {
    return b(V, {
      children: [s, ", and no other of the ", o, " compared is likely to be the best (95 % confidence)."],
    });
  }
  let f = a[r].candidate === !0, u = ce(f ? i - 1 : i, f ? "other" : "configuration", f ? "others" : "configurations");
  return b(V, { children: [s, ". ", u, " may as well be the best (95 % confidence): the difference may be chance."] });
}
function OM() {
  let { report: { warnings: e } } = ie();
  if (e.length === 0) return null;
  let t = e.map((n, r) => b("li", { children: b(j, { text: n }) }, r));
  return t.length <= 3 ? b("ul", { class: "warnings", children: t }) : b("details", {
    class: "warnings",
    children: [b("summary", { children: ce(t.length, "warning") }), b("ul", { children: t })],
  });
}
function b_({ page: e }) {
  let { report: t } = e, n = t.failures.length > 0 && t.configurations.every(({ n: r }) => r === 0);
  return b(Zh.Provider, {
    value: e,
    children: [
      b("header", {
        class: "top",
        children: [
          b("p", {
            class: "title",
            children: t.grids.map((r, i) => b("span", { children: [i === 0 ? "" : ", ", b(j, { text: r })] }, i)),
          }),
          b("p", {
            class: "note",
            children: b("time", { dateTime: t.created, children: [t.created.slice(0, 16).replace("T", " "), " UTC"] }),
          }),
        ],
      }),
      b("nav", {
        "aria-label": "Sections",
        children: b("ul", {
          children: DM(t, n).map(([r, i]) => b("li", { children: b("a", { href: `#${r}`, children: i }) }, r)),
        }),
      }),
      b("main", {
        children: [
          b(y_, {}),
          n && b(np, {}),
          t.configurations.length > 0 && b(Z2, {}),
          b(p_, {}),
          b(o_, {}),
          b(n_, {}),
          !n && b(np, {}),
          b(g_, {}),
        ],
      }),
      b("footer", {
        children: b("p", {
          class: "note",
          children: ["Made by grid-workers ", t.generator, ". This file needs no network."],
        }),
      }),
    ],
  });
}
function DM(e, t) {
  let n = e.failures.length > 0 ? [["failures", "Failures"]] : [];
  return [
    ["verdict", "Verdict"],
    ...t ? n : [],
    ...e.configurations.length > 0 ? [["configurations", "Configurations"]] : [],
    ...e.parameters && e.parameters.axes.length > 0 ? [["parameters", "Parameters"]] : [],
    ...e.curves ? [["curves", "Curves"]] : [],
    ...e.cost && e.configurations.length > 1 ? [["cost", "Cost"]] : [],
    ...t ? [] : n,
    ...e.provenance.length > 0 ? [["provenance", "Provenance"]] : [],
  ];
}
function x_(e) {
  return JSON.parse(e, (t, n) => typeof n?.number == "string" ? Number(n.number) : n);
}
var { ceil: FM } = Math, Gn = new Uint32Array(1114112);
function BM(e, t) {
  let n = e.length, r = t.length;
  for (let s = 0; s < r; s++) Gn[t[s].codePointAt(0)] |= 1 << s;
  let i = r - 1, o = -1, a = 0, c = r;
  for (let s = 0; s < n; s++) {
    let f = Gn[e[s].codePointAt(0)], u = f | a, d = (f & o) + o ^ o | f, l = a | ~(d | o), h = o & d;
    c += (l >>> i & 1) - (h >>> i & 1), l = l << 1 | 1, h = h << 1, o = h | ~(u | l), a = l & u;
  }
  for (let s = 0; s < r; s++) Gn[t[s].codePointAt(0)] = 0;
  return c;
}
function zM(e, t) {
  let n = e.length, r = t.length, i = new Int8Array(n).fill(1), o = FM(r / 32) - 1;
  for (let d = 0; d < o; d++) {
    let l = d * 32, h = (d + 1) * 32;
    for (let y = l; y < h; y++) Gn[t[y].codePointAt(0)] |= 1 << y;
    let p = -1, m = 0;
    for (let y = 0; y < n; y++) {
      let x = i[y], g = Gn[e[y].codePointAt(0)], v = g | m;
      g |= x >>> 31;
      let _ = (g & p) + p ^ p | g, $ = m | ~(_ | p), M = p & _;
      i[y] = ($ >>> 31) - (M >>> 31), $ = $ << 1 | -x >>> 31, M = M << 1 | x >>> 31, p = M | ~(v | $), m = $ & v;
    }
    for (let y = l; y < h; y++) Gn[t[y].codePointAt(0)] = 0;
  }
  let a = o * 32;
  for (let d = a; d < r; d++) Gn[t[d].codePointAt(0)] |= 1 << d;
  let c = r - 1, s = -1, f = 0, u = r;
  for (let d = 0; d < n; d++) {
    let l = i[d], h = Gn[e[d].codePointAt(0)], p = h | f;
    h |= l >>> 31;
    let m = (h & s) + s ^ s | h, y = f | ~(m | s), x = s & m;
    u += (y >>> c & 1) - (x >>> c & 1), y = y << 1 | -l >>> 31, x = x << 1 | l >>> 31, s = x | ~(p | y), f = y & p;
  }
  for (let d = a; d < r; d++) Gn[t[d].codePointAt(0)] = 0;
  return u;
}
function Hs(e, t) {
  let n = [...e], r = [...t];
  return n.length < r.length && ([r, n] = [n, r]), r.length === 0 ? n.length : r.length <= 32 ? BM(n, r) : zM(n, r);
}
var YM = /\p{Lu}\p{Ll}+/u,
  qM = /\p{Lu}+(?=(\p{Lu}\p{Ll})|\P{L}|\b)/u,
  UM = /(\p{Ll}+)/u,
  XM = /\p{L}+/u,
  jM = /\p{N}+/u,
  LL = new RegExp(`${YM.source}|${qM.source}|${UM.source}|${XM.source}|${jM.source}`, "gu");
function HM(e, t) {
  let n, r = Math.floor(e.length / 3) + 1;
  for (let i of t) {
    if (i === e || Math.abs(i.length - e.length) >= r) continue;
    let [o, a] = [e.toLowerCase(), i.toLowerCase()], c = o !== a && __(o) === __(a) ? 1 : Hs(o, a);
    c < r && ([n, r] = [i, c]);
  }
  return n;
}
function __(e) {
  return Array.from(e).sort().join("");
}
function v_(e, t) {
  let n = HM(e, t);
  return n === void 0 ? "" : `, did you mean "${$n(n)}"?`;
}
function cp(e) {
  let t = (r) => {
      let i = r.split(".");
      return i.map((o, a) => i.slice(i.length - 1 - a).join("."));
    },
    n = new Map();
  for (let r of e.flatMap(t)) n.set(r, (n.get(r) ?? 0) + 1);
  return e.map((r) => t(r).find((i) => i !== "" && n.get(i) === 1) ?? r);
}
function w_({ params: e, configurations: t, grids: n }) {
  let r = cp(e),
    i = e.flatMap((s, f) => t.some((u) => u.params[f] !== t[0].params[f]) ? [f] : []),
    o = (s) =>
      i.flatMap((f) => {
        let u = s.params[f];
        return u == null ? [] : [`${r[f]} ${u}`];
      }).join(" \xB7 "),
    a = t.map((s) => n.length > 1 ? `${n[s.grid]} ${o(s)}` : o(s)),
    c = new Set(a).size === a.length && i.length > 0;
  return { params: r, configurations: c ? a : t.map(({ name: s }) => s), needNames: !c };
}
function M_(e, t) {
  let n = [], r;
  for (let i of e.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []) {
    let o = i.replaceAll('"', ""), a = /^([^=!<>"]+)(!=|<=|>=|=|<|>)(.*)$/s.exec(o);
    if (a === null) {
      n.push(GM(o.toLowerCase()));
      continue;
    }
    let [, c, s, f] = a, u = ZM(c, t);
    u === void 0
      ? r ??= `no parameter or result is called "${c}"${v_(c, VM(t))}`
      : f !== "" && n.push((d) => QM(u(d), s, f));
  }
  return {
    passes: (i) => {
      let o = t.configurations[i];
      return n.every((a) => a(o));
    },
    ...r !== void 0 && { problem: r },
  };
}
function GM(e) {
  return ({ name: t, params: n }) =>
    t.toLowerCase().includes(e) || n.some((r) => r !== null && r.toLowerCase().includes(e));
}
function VM({ params: e, columns: t }) {
  return [...cp(e), ...e, ...t, "n", "failed", "seconds"];
}
function ZM(e, { params: t, columns: n }) {
  let r = t.includes(e) ? t.indexOf(e) : S_(t, `.${e}`);
  if (r !== -1) return ({ params: o }) => o[r] ?? null;
  let i = KM(e, n);
  if (i !== -1) return ({ results: o }) => o[i]?.[1] ?? null;
  if (e === "n" || e === "failed") return (o) => o[e];
  if (e === "seconds") return ({ seconds: o }) => o?.[1] ?? null;
}
function KM(e, t) {
  return [e, `validation_${e}`].map((r) => t.indexOf(r)).find((r) => r !== -1) ?? S_(t, `_${e}`);
}
function S_(e, t) {
  let n = e.flatMap((r, i) => r.endsWith(t) ? [i] : []);
  return n.length === 1 ? n[0] : -1;
}
function QM(e, t, n) {
  let r = e !== null && (String(e).toLowerCase() === n.toLowerCase() || n.trim() !== "" && Number(e) === Number(n));
  if (t === "=") return r;
  if (t === "!=") return !r;
  if (e === null || e === "") return !1;
  let [i, o] = [Number(e), Number(n)];
  return t === "<" ? i < o : t === "<=" ? i <= o : t === ">" ? i > o : i >= o;
}
var JM = 1e5;
function T_(e, t) {
  let n = xa(t),
    { columns: r, curves: i, parameters: o } = t,
    a = new URLSearchParams(),
    c = (l, h, p) => {
      h !== p && a.set(l, h);
    },
    s = (l) => l.map((h) => encodeURIComponent(r[h])).join(","),
    f = ({ selected: l }) => l.map((h) => h === null ? "" : A_(t, h)).join(","),
    u = (l) => encodeURIComponent(C_(t, l)),
    d = ({ costAgainst: l }) => {
      let h = t.cost?.against[l];
      return typeof h == "number" ? r[h] : "seconds";
    };
  return c("filter", e.filter, ""),
    c("sort", nS(e.sort, t), ""),
    c("rows", String(e.rows), String(n.rows)),
    c("columns", s(e.columns), s(n.columns)),
    c("pick", f(e), f(n)),
    i && c("curve", i.columns[e.curve].name, i.columns[n.curve].name),
    c("log", String(e.logScale), "false"),
    c("runs", String(e.singleRuns), "false"),
    o && o.axes.length > 1 && c("map", e.pair.map(u).join(","), n.pair.map(u).join(",")),
    r.length > 0 && c("cost", r[e.costOf], r[n.costOf]),
    c("against", d(e), d(n)),
    a.toString();
}
function k_(e, t) {
  let n = xa(t),
    { columns: r, configurations: i, curves: o, parameters: a, cost: c } = t,
    s = new URLSearchParams(e),
    f = (m) => s.get(m)?.split(","),
    u = (m, y) => m === void 0 || m === -1 ? y : m,
    d = Number(s.get("rows")),
    l = f("columns")?.map((m) => r.indexOf($_(m))).filter((m) => m !== -1),
    h = f("map")?.map((m) => a?.axes.findIndex((y, x) => C_(t, x) === $_(m)) ?? -1),
    p = s.get("against");
  return {
    filter: s.get("filter") ?? n.filter,
    sort: rS(s.get("sort") ?? "", t),
    rows: Number.isSafeInteger(d) && d > n.rows ? Math.min(d, JM) : n.rows,
    columns: l === void 0 || l.length === 0 && s.get("columns") !== "" ? n.columns : [...new Set(l)],
    selected: s.has("pick") ? eS(f("pick"), t, i.length) : n.selected,
    curve: u(o?.columns.findIndex(({ name: m }) => m === s.get("curve")), n.curve),
    logScale: s.get("log") === "true",
    singleRuns: s.get("runs") === "true" && o !== void 0 && !o.withoutRuns,
    pair: h?.length === 2 && !h.includes(-1) && h[0] !== h[1] ? [h[0], h[1]] : n.pair,
    costOf: u(r.indexOf(s.get("cost") ?? ""), n.costOf),
    costAgainst: u(c?.against.findIndex((m) => (m === "seconds" ? m : r[m]) === p), n.costAgainst),
  };
}
function eS(e, t, n) {
  let r = new Map(Array.from({ length: n }, (o, a) => [A_(t, a), a])), i = new Set();
  return e.map((o) => {
    let a = r.get(o);
    return a === void 0 || i.has(a) ? null : (i.add(a), a);
  });
}
function A_({ configurations: e, grids: t }, n) {
  let { grid: r, name: i } = e[n], o = 2166136261;
  for (let a of `${t[r]} ${i}`) o = Math.imul(o ^ a.codePointAt(0), 16777619);
  return (o >>> 0).toString(36);
}
function C_({ parameters: e, params: t }, n) {
  return t[e?.axes[n]?.params[0] ?? -1] ?? "";
}
var tS = ["name", "n", "failed", "seconds"];
function nS(e, { params: t, columns: n }) {
  if (e === void 0) return "";
  let { by: r } = e, i = r.kind === "param" ? `.${t[r.index]}` : r.kind === "result" ? n[r.index] : `:${r.kind}`;
  return (e.descending ? "-" : "+") + i;
}
function rS(e, { params: t, columns: n }) {
  let r = e.slice(2),
    i = (() => {
      if (e[1] === ":") {
        let a = tS.find((c) => c === r);
        return a && { kind: a };
      }
      if (e[1] === ".") return t.includes(r) ? { kind: "param", index: t.indexOf(r) } : void 0;
      let o = n.indexOf(e.slice(1));
      return o === -1 ? void 0 : { kind: "result", index: o };
    })();
  return i === void 0 || !"+-".includes(e[0]) ? void 0 : { by: i, descending: e[0] === "-" };
}
function $_(e) {
  try {
    return decodeURIComponent(e);
  } catch {
    return e;
  }
}
function sp() {
  let [e = "", ...t] = location.hash.slice(1).split("?");
  return { section: e, ...t.length > 0 && { state: t.join("?") } };
}
function N_(e) {
  let { section: t } = sp(), n = `#${t}${e === "" ? "" : `?${e}`}`;
  if (n !== (location.hash || "#")) {
    try {
      history.replaceState(null, "", n);
    } catch {}
  }
}
var fp = new Set();
addEventListener("beforeprint", () => fp.forEach((e) => e()));
function E_(e, t) {
  let n = t().inputs, r = Number(e.querySelector("svg")?.getAttribute("width") ?? 0), [i, o, a] = [!1, !1, !1];
  function c() {
    if (!a) return;
    let { inputs: h, draw: p } = t(), m = s(), y = p({ document, width: m, isLive: o });
    y !== void 0 && (e.replaceChildren(y), [n, r, a] = [h, m, !1]);
  }
  function s() {
    return Math.min(t().width, Math.max(280, e.clientWidth));
  }
  function f() {
    (!t().inputs.every((m, y) => Object.is(m, n[y])) || Math.abs(s() - r) > 20) && (a = !0), i && c();
  }
  function u() {
    o || ([o, a] = [!0, !0], c());
  }
  let d = new IntersectionObserver((h) => {
      i = h.at(-1).isIntersecting, i && f();
    }, { rootMargin: "200px" }),
    l = new ResizeObserver(f);
  return d.observe(e), l.observe(e), e.addEventListener("pointerenter", u), e.addEventListener("focus", u), fp.add(c), {
    update: f,
    detach() {
      d.disconnect(),
        l.disconnect(),
        e.removeEventListener("pointerenter", u),
        e.removeEventListener("focus", u),
        fp.delete(c);
    },
  };
}
async function P_(e) {
  if (navigator.clipboard !== void 0) return await navigator.clipboard.writeText(e);
  let t = document.createElement("textarea");
  t.value = e, t.className = "hidden", document.body.append(t), t.select();
  let n = document.execCommand("copy");
  if (t.remove(), !n) throw new Error("not permitted");
}
function _r(e, t) {
  return Array.from(e, (n, r) => n * 32768 + t[r]);
}
function I_(e) {
  let [t, n, r, i, o, ...a] = e;
  if (o === void 0) throw new RangeError("the curves are incomplete");
  let c = _r(i, o);
  return _r(t, n).map((s, f) => ({
    configuration: s,
    n: r[f],
    places: c[f],
    mean: a[3 * f],
    low: a[3 * f + 1],
    high: a[3 * f + 2],
  }));
}
function L_(e) {
  let [t, n, r, i, o, ...a] = e;
  if (o === void 0) throw new RangeError("the curves are incomplete");
  let c = _r(i, o);
  return _r(t, n).map((s, f) => ({ configuration: s, repetition: r[f], places: c[f], values: a[f] }));
}
function O_(e) {
  let [t, n, r, i, ...o] = e;
  if (i === void 0) throw new RangeError("the values of runs are incomplete");
  return { configuration: _r(t, n), repetition: Array.from(r), seconds: i, columns: o };
}
async function D_(e) {
  let t = Uint8Array.from(atob(e), (r) => r.charCodeAt(0)),
    n = new Blob([t]).stream().pipeThrough(new DecompressionStream("gzip"));
  return iS(new Uint8Array(await new Response(n).arrayBuffer()));
}
function iS(e) {
  let t = new DataView(e.buffer),
    n = Array.from({ length: t.getUint32(0, !0) }, (s, f) => t.getUint32(4 * (1 + f), !0)),
    r = n.reduce((s, f) => s + f, 0),
    i = 4 * (1 + n.length);
  if (e.length !== i + 3 * r) throw new RangeError(`expected ${i + 3 * r} bytes, got ${e.length}`);
  let o = new Uint32Array(r);
  for (let s = 0; s < r; s++) o[s] = e[i + s] << 24 | e[i + r + s] << 16 | e[i + 2 * r + s] << 8;
  let a = new Float32Array(o.buffer), c = 0;
  return n.map((s) => a.subarray(c, c += s));
}
function F_(e) {
  let t = new Map();
  function n(r, i) {
    if (!t.has(r)) {
      t.set(r, void 0);
      let o = document.getElementById(r)?.textContent;
      o && D_(o).then((a) => {
        t.set(r, i(a)), e();
      }).catch((a) => console.error(`${r}:`, a));
    }
    return t.get(r);
  }
  return {
    runs: () => n("data-runs", O_),
    bands: (r) => n(`data-curves-${r}`, I_),
    runCurves: (r) => n(`data-curves-${r}-runs`, L_),
  };
}
function B_(e, t) {
  e > 0 && setInterval(() => {
    document.hidden || document.activeElement instanceof HTMLInputElement || (t(), location.reload());
  }, e * 1e3);
}
var oS = "system-ui, -apple-system, &quot;Segoe UI&quot;, Roboto, &quot;Helvetica Neue&quot;, Arial, sans-serif";
function z_(e, t, n) {
  let r = c_(t),
    i = e.indexOf(">"),
    o = e.slice(4, i).replace(/ (?:xmlns(?::\w+)?|aria-hidden|font-family)="[^"]*"/g, ""),
    a = e.slice(i + 1);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg"${o} font-family="${oS}">`,
    `<title>${aS(n)}</title>`,
    "<style>text{white-space:pre}</style>",
    '<rect width="100%" height="100%" fill="var(--background)"/>',
    a,
  ].join("").replaceAll(/var\((--[a-z0-9-]+)\)/g, (c, s) => r.get(s) ?? c).replaceAll("currentColor", t.text) + `
`;
}
function aS(e) {
  return e.replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\uFFFD").replaceAll("&", "&amp;").replaceAll(
    "<",
    "&lt;",
  ).replaceAll(">", "&gt;");
}
var Y_ = 2;
async function q_(e, { name: t, format: n, title: r }) {
  let i = e.draw({ document, width: e.width, isLive: !1 });
  if (i === void 0) return;
  let o = z_(new XMLSerializer().serializeToString(i), rp, r), a = new Blob([o], { type: "image/svg+xml" });
  sS(n === "svg" ? a : await cS(o, i), `${t}.${n}`);
}
async function cS(e, t) {
  let n = new Image();
  n.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(e)}`, await n.decode();
  let r = document.createElement("canvas");
  return r.width = Y_ * Number(t.getAttribute("width")),
    r.height = Y_ * Number(t.getAttribute("height")),
    r.getContext("2d").drawImage(n, 0, 0, r.width, r.height),
    await new Promise((i, o) =>
      r.toBlob((a) => a === null ? o(new Error("the image is too large")) : i(a), "image/png")
    );
}
function sS(e, t) {
  let n = document.createElement("a");
  n.href = URL.createObjectURL(e), n.download = t, n.click(), setTimeout(() => URL.revokeObjectURL(n.href), 6e4);
}
var vr = x_(document.getElementById("data-report").textContent),
  fS = w_(vr),
  uS = { kind: "browser", browser: { attach: E_, copy: P_, save: q_ } },
  U_ = () => {},
  lS = F_(() => U_());
function dS() {
  let [e, t] = sf((a, c) => ({ ...a, ...c }), vr, xa), [, n] = Ra(0);
  ho(() => (U_ = () => n((a) => a + 1), hS(t)), []), ho(() => mS(() => T_(e, vr)), [e]);
  let r = Tr(() => M_(e.filter, vr), [e.filter]),
    i = Tr(() => {
      let a = Array.from(vr.configurations.keys()).filter(r.passes);
      return e.sort === void 0 ? a : F2(a, e.sort, vr);
    }, [r, e.sort]),
    o = { report: vr, labels: fS, state: e, rows: i, filterProblem: r.problem, data: lS, surface: uS, change: t };
  return b(b_, { page: o });
}
function hS(e) {
  let t = () => {
    let { section: n, state: r } = sp();
    r !== void 0 && (e(k_(r, vr)), document.getElementById(n)?.scrollIntoView());
  };
  return t(), addEventListener("hashchange", t), () => removeEventListener("hashchange", t);
}
var pS = 150, Gs;
function mS(e) {
  let t = () => {
      Gs = void 0, N_(e());
    },
    n = setTimeout(t, pS);
  return Gs = { timer: n, write: t }, () => clearTimeout(n);
}
document.documentElement.classList.add("scripts");
$p(b(dS, {}), document.getElementById("page"));
addEventListener("hashchange", () => Gs?.write());
B_(Number(document.documentElement.dataset.reload), () => Gs?.write());
