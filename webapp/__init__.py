"""Hej: texts to candidates, from the case they applied to.

The map. A room imports only what lies on a lower floor (a test reads the imports):

    7  wsgi.py                      a few lines for the server
    6  app.py, cli.py, commands/    create_app(config); the `hej` commands, one file each
    5  auth/ cases/ contact/ admin/ the faces, one package per area: views.py, forms.py;
       conversation/ interviews/    an area never imports another area
       booking/ inbox/ stop/
       webhooks/ simulator/
    4  web/                         what all pages share: access, htmx, forms, filters, security
    3  domain/                      the verbs and rules: send, cancel, dispatch, settle, refill
    2  models/                      the nouns: organisation, user, case, template, message, credit
    1  lib/ gateways/ db.py         pure helpers; the outside world: values in, one outcome out

Read app.py first, then contact/views.py: it is the pattern for the other areas.
"""
