// Made by `deno task openapi`. Do not edit.

export interface paths {
    "/api/v1/auth/register": {
        /**
         * Create an account and sign in to it
         * @description Creates an account, opens its first session and mails a six-digit code to verify the address. Anybody may call it. A `username` has 3 to 30 of the characters `a-z`, `0-9`, `_` and `.`, with at least one letter or digit, and no `.` at its end. It is unique regardless of case, and some names are reserved. A password has 8 to 128 characters. Common passwords and the user's own names are refused. A taken username or address gives `conflict` with `details.field`.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["CreateUserBody"]; }; };
            responses: {
                201: components["responses"]["SignedIn"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users": {
    };
    "/api/v1/auth/login": {
        /**
         * Sign in; a form gets the response of OAuth 2 (RFC 6749 §4.3, password grant)
         * @description Opens a session for the account that `email` or `username` names; send one of them. An unknown account and a wrong password get the same `unauthenticated`. If the account has an authenticator app, send its code or a recovery code as `totp`. Without one, `details.totpRequired` is true. After too many wrong attempts, right passwords get `rate_limited` too. A suspended account gets `account_suspended`, with a `details.appealToken` that works for appeals for an hour. Signing in undoes the deletion of an account. A `linkToken` from a provider sign-in also links that identity: an expired one gives `unprocessable`, and an identity of another account `conflict`. A body of the type `application/x-www-form-urlencoded` gets the response of OAuth 2.
         */
        post: {
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SignInBody"];
                    "application/x-www-form-urlencoded": components["schemas"]["SignInForm"];
                };
            };
            responses: {
                200: components["responses"]["SignedIn2"];
                "4XX": components["responses"]["GrantError"];
            };
        };
    };
    "/api/v1/auth/refresh": {
        /**
         * Exchange a refresh token for new tokens
         * @description Exchanges a refresh token for a new access token and a new refresh token. The old refresh token is used up. If a response is lost, send the same token again. For 30 seconds it gives the same successor. After that, for a day, it gives another one, as long as the last successor was never used. A used token whose successor was used means that somebody has a copy: the whole session ends, and the response is `unauthenticated`. A session that is not refreshed ends after 30 days, unless the server sets another time.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["RefreshSessionBody"]; }; };
            responses: {
                200: components["responses"]["SignedIn"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/auth/logout": {
        /**
         * End the session of a refresh token, or else of the access token
         * @description Ends the session of `refreshToken`. Without a body, or with an unknown token, it ends the session of the access token. Access tokens and live connections of the session stop working at once. A request with neither token gets `unauthenticated`.
         */
        post: {
            requestBody?: { content: { "application/json": components["schemas"]["SignOutBody"]; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/auth/revoke": {
    };
    "/api/v1/auth/me": {
        /**
         * Get the current user and session
         * @description Returns who you are: your names, your roles, and the session of the request. For an API token, `sessionId` is the id of the token.
         */
        get: {
            responses: {
                200: components["responses"]["User"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/auth/sessions": {
        /**
         * List my sessions
         * @description Lists your open sessions with the address and the user agent of their last use. `current` marks the session of this request.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["SessionPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Sign out all my other sessions
         * @description Ends all your sessions but the one of this request. Their access tokens and live connections stop working at once. API tokens stay valid.
         */
        delete: {
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/auth/sessions/{id}": {
        /**
         * Sign out one session
         * @description Ends one of your sessions, at once. The current one may be ended too. A session that has ended, or belongs to somebody else, is `not_found`.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/auth/proof": {
        /**
         * Confirm my identity: for some minutes this session can add ways to sign in
         * @description Shows that the owner of the account uses this session. For 10 minutes the session may then add ways to sign in. Routes that need such a proof give `forbidden` with `details.proofRequired` without it. Send your password, with `totp` if you have an authenticator app, or a passkey that has signed a challenge of `POST /auth/passkeys/options`. A wrong password and a passkey of another account give `forbidden`. Signing in counts as a proof.
         */
        post: {
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ProveIdentityBody"] | components["schemas"]["ProveIdentityBody2"];
                };
            };
            responses: {
                200: components["responses"]["ProveIdentityData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/auth/passkeys/options": {
        /**
         * Get the options for signing in with a passkey
         * @description Returns options for `navigator.credentials.get`, with a new challenge. The challenge works once, within 5 minutes. Anybody may call it. The same options serve `POST /auth/proof`.
         */
        post: {
            responses: {
                200: components["responses"]["PasskeyOptions"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/auth/passkeys": {
        /**
         * Sign in with a passkey
         * @description Opens a session for the owner of a passkey. Send the browser's credential, as its `toJSON()` gives it, in `response`. An unknown passkey, a used challenge and a wrong signature give the same `unauthenticated`. No password and no second factor are needed.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["ProveIdentityBody2"]; }; };
            responses: {
                200: components["responses"]["SignedIn"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/auth/oauth/google": {
        /**
         * Start a sign-in with a provider: the browser is redirected there
         * @description The same as `startProviderSignIn` with the provider `google`.
         */
        get: {
            responses: {
                302: {
                };
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Sign in an app with the code that it got from a provider
         * @description The same as `signInWithProvider` with the provider `google`.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["SignInWithGoogleBody"]; }; };
            responses: {
                200: components["responses"]["SignedIn"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/auth/oauth/google/callback": {
        /**
         * Sign in a browser that returns from a provider
         * @description The same as `finishProviderSignIn` with the provider `google`.
         */
        get: {
            parameters: {
                query?: {
                    state?: string;
                    code?: string;
                    iss?: string;
                    error?: string;
                };
            };
            responses: {
                200: components["responses"]["SignedIn"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/auth/oauth/{provider}": {
        /**
         * Start a sign-in with a provider: the browser is redirected there
         * @description Redirects a browser to a provider of OpenID Connect, and sets a cookie that binds the sign-in to this browser. The configuration of the server names its providers; another name is `not_found`. The browser has 10 minutes to return. If the provider cannot be reached, the response is `unavailable`.
         */
        get: {
            parameters: { path: { provider: string; }; };
            responses: {
                302: {
                };
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Sign in an app with the code that it got from a provider
         * @description Signs in an app that has got a `code` from a provider by PKCE (RFC 7636). `redirectUri` must be one of those that the server is configured with. The identity is found by its issuer and subject. If nobody has it, a new account is created with its verified address; without such an address the response is `unprocessable`. If the address has an account already, the response is `conflict` with a `details.linkToken`. Send this token to `POST /auth/login` within 10 minutes to link both. An account with an authenticator app needs `totp`: without it, `unauthenticated` has a `details.continueToken`.
         */
        post: {
            parameters: { path: { provider: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["SignInWithGoogleBody"]; }; };
            responses: {
                200: components["responses"]["SignedIn"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/auth/oauth/{provider}/callback": {
        /**
         * Sign in a browser that returns from a provider
         * @description Receives a browser that returns from a provider, and opens a session as `signInWithProvider` does. The browser must have the cookie of the start. A start serves once; afterwards, or after 10 minutes, the response is `unauthenticated`.
         */
        get: {
            parameters: {
                query?: {
                    state?: string;
                    code?: string;
                    iss?: string;
                    error?: string;
                };
                path: { provider: string; };
            };
            responses: {
                200: components["responses"]["SignedIn"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/auth/oauth/{provider}/continue": {
        /**
         * Complete a sign-in with a provider by the second factor of the account
         * @description Completes a provider sign-in of an account with an authenticator app. Send the `continueToken` of the error and a code of the app or a recovery code. A mistyped code may be corrected with the same token, for 10 minutes. After that, the response is `unauthenticated`: start again.
         */
        post: {
            parameters: { path: { provider: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["ContinueProviderSignInBody"]; }; };
            responses: {
                200: components["responses"]["SignedIn"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/auth/token": {
        /**
         * Create a personal API token; it is shown only once
         * @description Creates a personal API token that acts for `userId`. Only admins may call it, in a session that has proved its identity lately. The scope `read` allows reads, `write` allows changes, and `staff` beside one of them allows the work of the user's roles. `expiresIn` is in seconds: at least 60, at most 365 days, 30 days by default. The token is shown only in this response, and its user is told by mail. An unknown user is `not_found`.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["CreateApiTokenBody"]; }; };
            responses: {
                201: components["responses"]["CreateApiTokenData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/auth/tokens": {
        /**
         * List the API tokens that act for me
         * @description Lists the API tokens that act for you, with their scopes and the admin who issued them. The tokens themselves are never shown again.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["ApiTokenPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/auth/tokens/{id}": {
        /**
         * Revoke an API token that acts for me
         * @description Ends an API token that acts for you, at once and for good. A token of somebody else is `not_found`.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/security/codes": {
        /**
         * Send a six-digit code by email; the response reveals nothing about the account
         * @description Mails a code for one `purpose`. `reset_password` needs `email` and no token; the other purposes need a session. For `change_email`, `email` is the new address, or absent to get the code at the old one. The response is always the same, so it tells nobody whether the address has an account. A new code replaces the last one for the same purpose. You get 10 codes a day for all purposes together: further requests get the same response, and no mail.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["SendCodeBody"]; }; };
            responses: {
                202: components["responses"]["SendCodeData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/security/email/verify": {
        /**
         * Verify my email address with the code that was sent to it
         * @description Marks your address as verified, by a code for `verify_email`. A wrong or expired code gives `unprocessable`. So does one that was sent to an earlier address.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["VerifyEmailBody"]; }; };
            responses: {
                200: components["responses"]["EmailState"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/security/email": {
        /**
         * Change my email address; the old one is notified
         * @description Changes your address, by your password and a code for `change_email`. If the code was sent to the new address, the new address is verified at once. Otherwise a code to verify it is sent there. The old address is told by mail. A wrong password gives `forbidden`, and an address of another account `conflict` with `details.field`. A wrong code and your present address give `unprocessable`.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["ChangeEmailBody"]; }; };
            responses: {
                200: components["responses"]["EmailState2"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/security/password": {
        /**
         * Change my password; my other sessions end
         * @description Changes your password, by the current one or by a code for `change_password`; send one of them. The rules for passwords are those of `createUser`. All your other sessions end, and you are told by mail. Passkeys, identities and API tokens stay. A wrong password gives `forbidden`, a wrong code `unprocessable`. If another request changed the account meanwhile, the response is `conflict`: try again.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["ChangePasswordBody"]; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/security/password/reset": {
        /**
         * Reset a password with an emailed code; all sessions end, and all other ways to sign in unless kept
         * @description Sets a new password without a session, by a code for `reset_password`. All sessions of the account end. Its passkeys, linked identities and API tokens end too, unless `keepWaysIn` is true. An account that never had a password keeps its identities. The authenticator app stays. Earlier failed attempts to sign in are forgotten. A wrong code and an unknown address give the same `unprocessable`. If another request changed the account meanwhile, the response is `conflict`: try again.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["ResetPasswordBody"]; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/security/totp": {
        /**
         * Start the setup of an authenticator app
         * @description Makes a secret for an authenticator app, by your password. Show `otpauthUri` as a QR code. The app is not in use before `enableTotp`; a repeat replaces the secret. If an app is enabled already, the response is `conflict`. Your password also counts as a proof of identity for this session.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["StartTotpSetupBody"]; }; };
            responses: {
                200: components["responses"]["StartTotpSetupData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Disable the authenticator app
         * @description Disables the authenticator app and deletes its recovery codes, by your password and a code of the app. A recovery code serves too. A wrong password gives `forbidden`, a wrong code `unauthenticated`. After 10 wrong codes in an hour, all codes get `rate_limited` for the rest of it. Without an app, any code is accepted and nothing changes.
         */
        delete: {
            requestBody: { content: { "application/json": components["schemas"]["DisableTotpBody"]; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/security/totp/enable": {
        /**
         * Enable the authenticator app with one of its codes; the recovery codes are shown only once
         * @description Enables the app by the code that it shows now. Signing in with a password or a provider then needs a code. The response has 10 recovery codes, which are shown only once; each replaces one code of the app. You are told by mail, with a code that disables the app within 7 days. A wrong code gives `unprocessable`. `conflict` means that no setup was started, or that an app is enabled already.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["EnableTotpBody"]; }; };
            responses: {
                200: components["responses"]["EnableTotpData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/security/passkeys/options": {
        /**
         * Get the options for creating a passkey
         * @description Returns options for `navigator.credentials.create`, with a challenge that works once, within 5 minutes. They exclude passkeys that you have already. Your session must have proved its identity lately.
         */
        post: {
            responses: {
                200: components["responses"]["PasskeyOptions2"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/security/passkeys": {
        /**
         * List my passkeys, newest first
         * @description Lists your passkeys with their names and the times of their last use.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["PasskeyPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Register a passkey that a device created
         * @description Registers the passkey that a device has created for these options. Send the browser's credential, as its `toJSON()` gives it, in `response`. A `name` has at most 100 characters; it is `Passkey` by default. An account has at most 20 passkeys. More of them, a used challenge and a wrong signature give `unprocessable`. A passkey that is registered already gives `conflict`.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["CreatePasskeyBody"]; }; };
            responses: {
                201: components["responses"]["Passkey"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/security/passkeys/{id}": {
        /**
         * Remove a passkey; the last way to sign in cannot be removed
         * @description Removes one of your passkeys. Sessions that it has opened go on. If it is your last way to sign in, the response is `unprocessable`.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/security/identities": {
        /**
         * List my identities at providers, newest first
         * @description Lists the identities at providers that open your account. `email` is the address that the provider gave.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["LinkedIdentityPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/security/identities/{id}": {
        /**
         * Unlink an identity; the last way to sign in cannot be removed
         * @description Unlinks an identity, so that it no longer opens your account. Sessions that it has opened go on. If it is your last way to sign in, the response is `unprocessable`: set a password or add a passkey first.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/me": {
        /**
         * Get my profile
         * @description Returns your profile, with the address, the roles and the settings that only you see.
         */
        get: {
            responses: {
                200: components["responses"]["OwnProfile"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Delete my account: it is hidden at once and erased later; signing in before that restores it
         * @description Deletes your account, by your password. It is hidden from everybody at once, and your sessions and API tokens end. Signing in before `erasedAfter` undoes it. After that, a job erases all your data. A wrong password gives `forbidden`. The last admin gets `conflict`.
         */
        delete: {
            requestBody: { content: { "application/json": components["schemas"]["StartTotpSetupBody"]; }; };
            responses: {
                202: components["responses"]["AccountDeletion"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/profile": {
    };
    "/api/v1/users/{id}": {
        /**
         * Get the profile of a user
         * @description Returns the profile of a user. Anybody may read it. With a token, it has `relationship`: how you and this user follow, mute and trust each other.
         */
        get: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Profile"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Update my profile
         * @description Changes your own profile; absent fields stay as they are, with PUT too. Another user's id gives `forbidden`. `fullName` has at most 255 characters, `bio` 500, and `website` is an `http` or `https` address of at most 2,000. An `avatarMediaId` must name a ready picture of yours that no private post shows, or else the response is `unprocessable`. `isPrivate: true` limits all your posts to your followers, and a new follower must ask. `isPrivate: false` accepts all waiting requests.
         */
        patch: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["UpdateUserBody"]; }; };
            responses: {
                200: components["responses"]["OwnProfile"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/me/avatar": {
        /**
         * Replace my profile picture; the old one stays until the new one is processed
         * @description Replaces your profile picture. Send a form (`multipart/form-data`) with the file in `image`. The old picture stays until the new one is processed, and also if the processing fails. The limits of a file are those of `createUpload`, without videos. A full storage quota gives `payload_too_large`, and content that is not of the announced type `unprocessable`.
         */
        post: {
            requestBody: { content: { "multipart/form-data": components["schemas"]["SetAvatarBody"]; }; };
            responses: {
                202: components["responses"]["UploadStatus"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Remove my profile picture
         * @description Removes your profile picture, and one that is still being processed. A repeat changes nothing.
         */
        delete: {
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/{id}/relationship": {
        /**
         * Get my relationship to a user
         * @description Returns how you and a user follow, mute and trust each other. It also works for a user whom you block. It never tells whether the user blocks or mutes you, or whether you are on their list of close friends.
         */
        get: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Relationship"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/me/export": {
        /**
         * Request all my data in one file; returns the pending export if there is one
         * @description Requests a ZIP of all your data, with your pictures and videos. It is made in the background. If an export is waiting already, the response is that one. You can request 3 in 24 hours; more give `rate_limited`.
         */
        post: {
            responses: {
                202: components["responses"]["Export"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/me/export/{id}": {
        /**
         * Get the state of my export, with a temporary link to its file
         * @description Returns the state of one of your exports. One that is `ready` has a `url`, which works for a minute; each request gives a new one. The file is deleted after 24 hours. After that, the response is `gone`.
         */
        get: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Export2"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/me/storage": {
        /**
         * Get the storage that my pictures use, and my quota
         * @description Returns the bytes that your pictures and videos use, in all their variants, and your quota. Unfinished uploads count towards the quota.
         */
        get: {
            responses: {
                200: components["responses"]["Storage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/{id}/follow": {
        /**
         * Follow a user, or request to follow a private account
         * @description Follows a user, or sends a request to a private account; then `requested` is true. The user gets a notification, `follow` or `follow_request`. Their posts appear in your feed. Message requests that they have sent you are accepted. Following yourself gives `unprocessable`. A repeat changes nothing and notifies nobody.
         */
        post: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["FollowState"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Unfollow a user, or cancel a follow request
         * @description Ends your follow of a user, or withdraws your request. Their posts leave your feed, and the notification of your follow disappears. Without a follow, nothing changes.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["FollowState"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/{id}/unfollow": {
    };
    "/api/v1/users/me/followers/{id}": {
        /**
         * Remove a follower; they are not notified
         * @description Ends a user's follow of you, or their request. They get no notification, but they may follow you again. Without a follow, nothing changes.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/{id}/followers": {
        /**
         * List the followers of a user, newest first; a private account shows them to its followers only
         * @description Lists who follows a user. Anybody may read it for a public account. A private account shows it to its followers; for others the response is `forbidden`. Users whom you may not see are left out. `isFollowing` tells whether you follow each of them.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["FollowerPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/{id}/following": {
        /**
         * List the users whom a user follows, newest first; a private account shows them to its followers only
         * @description Lists whom a user follows, with the rules of `listFollowers`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["FollowingPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/follows/requests": {
        /**
         * List follow requests to me, or my own, newest first
         * @description Lists the requests to follow you that wait for your decision. With `direction=outgoing`, it lists your own requests to others.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    direction?: "incoming" | "outgoing";
                };
            };
            responses: {
                200: components["responses"]["FollowRequestPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/follows/requests/{userId}/accept": {
        /**
         * Accept a follow request
         * @description Accepts the request of a user, who then follows you and gets the notification `follow_accepted`. Without a waiting request, also after an earlier decision, the response is `not_found`.
         */
        post: {
            parameters: { path: { userId: string; }; };
            responses: {
                200: components["responses"]["Relationship"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/follows/requests/{userId}/reject": {
        /**
         * Reject a follow request; the sender is not notified
         * @description Rejects the request of a user. They are not notified and may ask again. Without a waiting request, the response is `not_found`.
         */
        post: {
            parameters: { path: { userId: string; }; };
            responses: {
                200: components["responses"]["Relationship"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/follows/requests/{userId}": {
        /**
         * Cancel my follow request
         * @description Withdraws your request to a user, and the notification of it. Without a request, nothing changes.
         */
        delete: {
            parameters: { path: { userId: string; }; };
            responses: {
                200: components["responses"]["Relationship"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/suggestions/users": {
        /**
         * List users to follow: followed by those whom I follow, or popular
         * @description Lists users whom you may want to follow. First come users whom your follows follow, those with the most such followers first; the `reason` names up to three of them. Authors of popular posts come after them. Users whom you follow, have asked to follow, mute, block or have dismissed are left out. A list has at most 200 users. Its later pages belong to the list of the first page, for 30 minutes.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["SuggestedUserPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/suggestions/users/{id}": {
        /**
         * Never suggest this user to me again
         * @description Leaves a user out of your suggestions for good. A repeat changes nothing.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/{id}/block": {
        /**
         * Block a user
         * @description Blocks a user. From then on you are `not_found` for each other: profiles, posts, comments and notifications. It ends follows, requests, close friendships, grants and shared boards between you. The other user is not told. Blocking yourself gives `unprocessable`. If the user blocks you already, the response is `not_found`. A repeat changes nothing.
         */
        post: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Relationship"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Unblock a user; follows that the block ended are not restored
         * @description Ends your block. What the block has ended, such as follows, does not come back. Without a block, nothing changes.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Relationship"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/{id}/unblock": {
    };
    "/api/v1/users/me/blocks": {
        /**
         * List the users whom I block, newest first
         * @description Lists the users whom you block.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["BlockedUserPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/{id}/mute": {
        /**
         * Mute a user in my feed and notifications, permanently or until a given time
         * @description Keeps a user's posts, reposts and notifications away from you. You still see their profile and their comments, and you still follow them. `until` ends the mute at a time in the future; without it the mute has no end. A repeat replaces `until`. The user is not told. Muting yourself gives `unprocessable`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody?: { content: { "application/json": components["schemas"]["MuteUserBody"]; }; };
            responses: {
                200: components["responses"]["Relationship"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Unmute a user
         * @description Ends your mute. Without a mute, nothing changes.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Relationship"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/me/mutes": {
        /**
         * List the users whom I mute, newest first
         * @description Lists the users whom you mute now, each with its `until`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["MutedUserPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/me/muted-words": {
        /**
         * List the words and #hashtags that I mute
         * @description Lists the words that you mute now, in your order.
         */
        get: {
            responses: {
                200: components["responses"]["MutedWords"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Replace the words and #hashtags that I mute
         * @description Replaces all your muted words. Posts and notifications with one of them are left out of your feed and your notifications. There are at most 200 words of up to 100 characters, and none twice. A word may be several words in a row. One with `#` means a hashtag. `until` must be in the future; without it a word stays muted.
         */
        put: {
            requestBody: { content: { "application/json": components["schemas"]["SetMutedWordsBody"]; }; };
            responses: {
                200: components["responses"]["MutedWords"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/me/close-friends": {
        /**
         * List my close friends, newest first
         * @description Lists your close friends. Only you can read it.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["CloseFriendPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/me/close-friends/{id}": {
        /**
         * Add a user to my close friends
         * @description Adds a user to your close friends. They then see your posts for `close_friends`; if your account is private, only while they follow you. They are not told. Adding yourself gives `unprocessable`. A repeat changes nothing.
         */
        put: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Remove a user from my close friends
         * @description Removes a user from your close friends, without telling them. If they are not on the list, nothing changes.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/media/upload": {
        /**
         * Create an upload; the response says where to send the file
         * @description Announces a file and returns the request that uploads it: a `PUT` to `url` with exactly these `headers`, valid until `expiresAt`. The storage refuses a file of another size, type or checksum. A picture can have 25 MiB and a video 200 MiB, unless the server sets other limits; more gives `payload_too_large`. So does a full storage quota, with `details.usedBytes` and `details.quotaBytes`. A type that this server does not accept gives `unsupported_media_type`. You can have 50 unfinished uploads with 500 MiB in all; more give `unprocessable`. A picture for a message needs `purpose: "message"`. A video may name a complete upload of a picture as its poster.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["CreateUploadBody"]; }; };
            responses: {
                201: components["responses"]["Upload"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/media/upload/{uploadId}/complete": {
        /**
         * Complete an upload; the picture is processed at once
         * @description Tells that the file is uploaded, and begins its processing. A repeat returns the state and changes nothing. A file that is missing, or has another size than announced, gives `unprocessable`. If the content turns out to be a video and is too large for one, the response is `payload_too_large`. Uploads of others are `not_found`.
         */
        post: {
            parameters: { path: { uploadId: string; }; };
            responses: {
                202: components["responses"]["UploadStatus"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/media/upload/{uploadId}/status": {
        /**
         * Get the state of an upload
         * @description Returns the state of your upload. `progress` is in percent and changes at most once a second. A `failed` upload has an `error` for people, for example that the file is damaged or has too many pixels.
         */
        get: {
            parameters: { path: { uploadId: string; }; };
            responses: {
                200: components["responses"]["UploadStatus"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/media/{id}": {
        /**
         * Get a picture
         * @description Returns a picture or a video that you see: your own, one of a visible post or message, or an avatar. Anybody may read public ones. Only its owner gets the variant `original`, the `edit` and the `error`. A variant's `url` may be for you alone and expire, so ask again for a fresh one.
         */
        get: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Media"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Delete a picture that no post and no message uses
         * @description Deletes your picture or video, with all its files. While a post or a message shows it, the response is `conflict`. A deleted post does not count, but it cannot be restored without its pictures. An avatar is removed from your profile.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Describe, turn or crop my picture; 202 means that its variants are made anew
         * @description Describes, turns or crops your picture; absent fields stay as they are. `altText` has at most 1,500 characters. A change of `edit` or `focus` gives 202: the variants are made anew from the original, and old addresses stop working. `edit: null` shows the picture as it was uploaded. Videos, animations and failed pictures cannot be edited; they give `unprocessable`. Posts and messages with the picture show the change.
         */
        patch: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["UpdateMediaBody"]; }; };
            responses: {
                200: components["responses"]["Media"];
                202: components["responses"]["Media"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/images/upload": {
        /**
         * Upload a picture and publish it when it is processed
         * @description Uploads a picture and publishes it as a post in one request. Send a form (`multipart/form-data`) with the file in `image`. `caption`, `tags`, `location`, `privacy` and `category` are optional, with the limits of `createPost`. `tags` is a JSON list, or words between commas; `location` is JSON. The post appears when the picture is processed; until then only you see it. Videos are not accepted here. Content that is not of the announced type gives `unprocessable`.
         */
        post: {
            requestBody: { content: { "multipart/form-data": components["schemas"]["PublishPictureBody"]; }; };
            responses: {
                201: components["responses"]["ReceivedPicture"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/images/{postId}": {
        /**
         * Get a post as its picture
         * @description Returns a post in the form of its first picture. Anybody may read it for a public post. A post without pictures, or one that you do not see, is `not_found`.
         */
        get: {
            parameters: { path: { postId: string; }; };
            responses: {
                200: components["responses"]["Picture"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/m/{token}": {
        /**
         * Get a picture, as long as the user for whom the URL was made may see it
         * @description Redirects to the file of a picture that is not public. Responses contain such addresses for one viewer, so that an `<img>` needs no headers. The address works as long as this viewer sees the picture and stays signed in. After that, it is `not_found`.
         */
        get: {
            parameters: { path: { token: string; }; };
            responses: {
                302: {
                };
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts": {
        /**
         * List public posts by tag, author and category, newest or most liked first
         * @description Lists public posts, newest first or most liked first (`sort=popular`). Anybody may read it. `tag`, `author` and `category` narrow the list. `spaceId` lists the posts of your space instead: that needs a token and has no `sort=popular`. For a space of which you are no member, the response is `forbidden`, or `not_found` if you may not see it.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    sort?: "recent" | "popular";
                    tag?: string;
                    author?: string;
                    category?: string;
                    spaceId?: string;
                };
            };
            responses: {
                200: components["responses"]["FeedPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Publish a post, save it as a draft, or schedule it with `publishAt`
         * @description Publishes a post, saves a draft (`draft: true`), or schedules it with `publishAt`. It names up to 20 pictures of yours, in order. While one is still processing, only you see the post; then it appears as a whole. A caption has at most 2,200 characters, a header 200, and there are at most 30 tags. `publishAt` is at most 366 days ahead. A post without pictures, or with one that failed, is not uploaded or is not yours, gives `unprocessable`. A reply (`parentPostId`) needs only words. A post with `spaceId` is for the members of that space, and its `privacy` must be `public`. On publication, followers get it in their feeds. Mentioned users and the author of the parent get a notification.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["CreatePostBody"]; }; };
            responses: {
                201: components["responses"]["Post"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}": {
        /**
         * Get a post
         * @description Returns a post that you see. Anybody may read a public one. With a token it tells whether you have liked, reposted and saved it. Authors also read their drafts and archived posts here.
         */
        get: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Post"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Delete my post
         * @description Deletes your post. It disappears for everybody at once, with the notifications about it. You can restore it for 30 days; then it is erased. Somebody else's post gives `forbidden`. A repeat is `not_found`, because the post is gone for you too.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Edit my post; new pictures of a published post must be ready
         * @description Changes your post; absent fields stay as they are, with PUT too. The limits are those of `createPost`. A changed text, place or album of a published post is an edit: it sets `editedAt`, and the earlier version is kept. Viewers get the event `post.updated`, and newly mentioned users a notification. New pictures of a published post must be ready, or else the response is `unprocessable`. `publishAt` schedules a draft; null makes it a plain draft again. For a post in another state the response is `conflict`. Somebody else's post gives `forbidden`.
         */
        patch: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["UpdatePostBody"]; }; };
            responses: {
                200: components["responses"]["Post"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/publish": {
        /**
         * Publish my draft, scheduled, failed or archived post; an archived one returns to its place
         * @description Publishes your draft, scheduled, failed or archived post. It gets a new place at the top of feeds; an archived post returns to its old place, and nobody is notified again. A post that lacks content, or has a picture that failed or is not uploaded, gives `unprocessable`. A post that is published, or waits for its pictures, gives `conflict`.
         */
        post: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Post"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/archive": {
        /**
         * Archive my published post: only I can see it
         * @description Hides your published post from everybody but you. It keeps its likes, comments and place. A repeat changes nothing. An unpublished post gives `conflict`.
         */
        post: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Post"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/restore": {
        /**
         * Restore my deleted post, within 30 days
         * @description Undoes the deletion of your post. A published or archived post gets its state and place back; any other one becomes a draft. After 30 days the response is `gone`. A post that is not deleted gives `conflict`. If its pictures were deleted meanwhile, the response is `unprocessable`.
         */
        post: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Post"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/{id}/posts": {
        /**
         * List the posts of a user, newest first
         * @description Lists the posts of a user that you see, newest first. Anybody may read the public ones.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["PostPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/spaces/{id}/posts": {
        /**
         * List the posts of my space, newest first, without replies
         * @description Lists the posts of a space of which you are a member, newest first and without replies. For others a public space gives `forbidden`, a hidden one `not_found`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["PostPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/replies": {
        /**
         * List the replies to a post, oldest first
         * @description Lists the posts that reply to a post, oldest first, as far as you see them.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["PostPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/history": {
        /**
         * List the earlier versions of an edited post, newest first
         * @description Lists what a post contained before each edit, for everybody who sees the post. A version from a time when the post was for fewer people is shown only to those. Versions have the alt texts of their pictures, but not the pictures.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["PostVersionPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/me/drafts": {
        /**
         * List my drafts, scheduled posts and failed posts, newest first
         * @description Lists your drafts, your scheduled posts, and those whose publication failed because of a picture.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["PostPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/me/archived": {
        /**
         * List my archived posts, newest first
         * @description Lists your archived posts.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["PostPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/me/deleted": {
        /**
         * List my deleted posts that I can still restore, newest first
         * @description Lists your deleted posts that you can still restore, each with `erasedAfter`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["DeletedPostPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/grants/{userId}": {
        /**
         * Share my post with one more user
         * @description Shows your post to one more user, beside its audience. They are not notified. A post has at most 100 grants; more give `unprocessable`, and so does a post of a space. A block between you makes the user `not_found`. A repeat changes nothing.
         */
        put: {
            parameters: {
                path: {
                    id: string;
                    userId: string;
                };
            };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Stop sharing my post with a user
         * @description Takes a grant back. The addresses of the post's private pictures change, so that old ones stop working. Without a grant, nothing changes.
         */
        delete: {
            parameters: {
                path: {
                    id: string;
                    userId: string;
                };
            };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/share-links": {
        /**
         * List the active share links of my post, newest first
         * @description Lists the links of your post that are neither revoked nor expired. Somebody else's post gives `forbidden`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["ShareLinkPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Create a link that shows my post to anyone who has it
         * @description Creates a link that shows your post to everybody who has it, whatever its audience. With `expiresAt`, a time in the future, it ends by itself. A post has at most 100 active links; more give `unprocessable`, and so does a post of a space. Somebody else's post gives `forbidden`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody?: { content: { "application/json": components["schemas"]["CreateShareLinkBody"]; }; };
            responses: {
                201: components["responses"]["ShareLink"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/share-links/{id}": {
        /**
         * Revoke a share link of my post, immediately and permanently
         * @description Ends a share link of your post, at once and for good. A link of somebody else's post is `not_found`.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/s/{token}": {
        /**
         * Get the post of a share link, as a page or as JSON
         * @description Shows the post of a share link: a page with Open Graph tags, or JSON if `Accept` prefers `application/json`. Anybody with the link may read it, but not a user whom the author blocks. The post is shown as a stranger sees it. A link that was revoked, has expired or never existed gives the same 404, and so does a post that was deleted, archived or taken down.
         */
        get: {
            parameters: { path: { token: string; }; };
            responses: {
                200: components["responses"]["OpenShareLinkData"];
                404: components["responses"]["MissingPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/s/{token}/image": {
        /**
         * Get the first picture of a shared post, at a URL that works as long as the link
         * @description Redirects to the first picture of a shared post. Pages of other sites can show this address: it works as long as the link does.
         */
        get: {
            parameters: { path: { token: string; }; };
            responses: {
                302: {
                };
                404: components["responses"]["MissingPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/like": {
        /**
         * Like a post; a repeat changes nothing
         * @description Likes a post that you see. Its author gets a notification, in which likes of the same post are grouped. A repeat changes nothing and returns the same.
         */
        post: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Like"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Remove my like
         * @description Takes your like back, and with it the notification. Without a like, nothing changes.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Like2"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/likes": {
        /**
         * List the users who like a post, newest first
         * @description Lists the users who like a post, the latest first, without users whom you may not see. Anybody may read it for a public post.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["UserCardPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/repost": {
        /**
         * Repost a public post to my followers; a repeat changes nothing
         * @description Shows a public post to your followers, in their feeds, as reposted by you. Its author gets a notification. A post of another audience, or of a private account, gives `forbidden`. A repeat changes nothing. A repost that is undone and made again within a day keeps its place in feeds.
         */
        post: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Repost"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Remove my repost
         * @description Takes your repost back: it leaves the feeds of your followers, and the notification disappears. Without a repost, nothing changes.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Repost2"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/reposts": {
        /**
         * List the users who reposted a post, newest first; private accounts are shown to their followers only
         * @description Lists the users who reposted a post, the latest first. Reposts of private accounts are shown to their followers only.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["UserCardPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/save": {
        /**
         * Save a post; a repeat changes nothing
         * @description Keeps a post that you see in your saved posts. Nobody is told. A repeat changes nothing.
         */
        put: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Save"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Remove a post from my saved posts, even if I no longer see it
         * @description Removes a post from your saved posts. It also works for a post that you no longer see, and for one that you have not saved.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Save2"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/me/saved": {
        /**
         * List my saved posts that I still see, last saved first
         * @description Lists your saved posts that you still see, the last saved first.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["PostPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/comments": {
        /**
         * List the comments on a post, the pinned one first; replies have their own list
         * @description Lists the comments on a post, the pinned one first. Anybody who sees the post may read it. With `sort=recent` the newest come first. With `sort=popular` the 100 most popular come first, and the others follow by time. Replies are not in it: each comment has their number.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    sort?: "recent" | "popular";
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["CommentPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Comment on a post, or reply to a comment on it
         * @description Comments on a post that you see, or replies to one of its comments (`parentCommentId`). A text has 1 to 1,000 characters; `body` is another name of `content`. If the post takes no comments from you, the response is `forbidden`. A reply with more than 100 comments above it gives `unprocessable`. The author of the post, that of the parent and the mentioned people get a notification. Viewers of the post get the event `comment.created`. If the author holds back comments with muted words, such a comment is shown only to you.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CreateCommentBody"] | components["schemas"]["CreateCommentBody2"];
                };
            };
            responses: {
                201: components["responses"]["Comment"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/comment": {
    };
    "/api/v1/comments/{id}/replies": {
        /**
         * List the direct replies to a comment, oldest first
         * @description Lists the direct replies to a comment, oldest first. A comment that you do not see is `not_found`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["RepliesPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/comments/{commentId}": {
        /**
         * Delete a comment with its replies, as its author or the author of the post
         * @description Deletes a comment with all replies below it. Its author and the author of the post may do it; others get `forbidden`. The notifications about it disappear, and viewers get `comment.deleted`. A repeat is `not_found`.
         */
        delete: {
            parameters: {
                path: {
                    id: string;
                    commentId: string;
                };
            };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Edit my comment
         * @description Changes the text of your comment and sets `editedAt`. The same text changes nothing. Viewers of the post get `comment.updated`, and only newly mentioned people a notification. Somebody else's comment gives `forbidden`.
         */
        patch: {
            parameters: {
                path: {
                    id: string;
                    commentId: string;
                };
            };
            requestBody: { content: { "application/json": components["schemas"]["UpdateCommentBody"]; }; };
            responses: {
                200: components["responses"]["Comment"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/{id}/comments/{commentId}/pin": {
        /**
         * Pin a comment to my post; it replaces the pinned one
         * @description Pins a comment to your post, so that it is listed first. It replaces the pinned one. A reply to a comment gives `unprocessable`, and a post of somebody else gives `forbidden`. A repeat changes nothing.
         */
        put: {
            parameters: {
                path: {
                    id: string;
                    commentId: string;
                };
            };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Unpin a comment from my post
         * @description Unpins a comment from your post. If another comment is pinned, that one stays. A post of somebody else gives `forbidden`.
         */
        delete: {
            parameters: {
                path: {
                    id: string;
                    commentId: string;
                };
            };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/comments/{id}/reactions/{emoji}": {
        /**
         * React to a comment with one of the emoji of this service; a repeat changes nothing
         * @description Adds your reaction to a comment that you see. `emoji` is one of the `reactions` of `GET /api/v1/client`; any other one gives `validation_failed`. You may add several different ones. A repeat changes nothing. The author of the comment gets a notification.
         */
        put: {
            parameters: {
                path: {
                    id: string;
                    emoji: string;
                };
            };
            responses: {
                200: components["responses"]["CommentReactions"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Remove my reaction to a comment
         * @description Removes your reaction to a comment. Its notification is taken back. Without that reaction, nothing changes.
         */
        delete: {
            parameters: {
                path: {
                    id: string;
                    emoji: string;
                };
            };
            responses: {
                200: components["responses"]["CommentReactions2"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/boards": {
        /**
         * List the boards that I own or work on, or my invitations, newest first
         * @description Lists the boards that you own or work on, newest first. With `invited=true` it lists those to which you are invited and have not yet accepted.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    invited?: boolean;
                };
            };
            responses: {
                200: components["responses"]["BoardPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Create a board
         * @description Creates a board of yours, `public` unless you choose otherwise. A name has 1 to 100 characters, a description 500, a category 50. You can have at most 500 boards; more give `unprocessable`.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["CreateBoardBody"]; }; };
            responses: {
                201: components["responses"]["Board"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/{id}/boards": {
        /**
         * List the boards of a user that I can see, newest first
         * @description Lists the boards of a user that you see, newest first. Anybody may read the public ones.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["BoardPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/boards/{id}": {
        /**
         * Get a board with its collaborators and a page of its pins, in their order
         * @description Returns a board with its collaborators and a page of its pins, in their order. Anybody may read a public one. The cursor is for the pins. A board that you do not see is `not_found`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["BoardWithPins"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Delete my board; its posts are not deleted
         * @description Deletes your board with its pins; the posts stay. Notifications of its invitations disappear. A board of somebody else gives `forbidden`.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Update a board, as its owner or an editor; only the owner changes its privacy
         * @description Changes a board, as its owner or an editor; absent fields stay as they are. Only the owner changes `privacy`; an editor who sends it gets `forbidden`. An invited editor who changes the board accepts the invitation by that.
         */
        patch: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["UpdateBoardBody"]; }; };
            responses: {
                200: components["responses"]["Board"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/boards/{id}/pins/{postId}": {
        /**
         * Pin a post to a board, first or at a given position, or move a pin
         * @description Pins a post that you see to a board, as its owner or an editor. A new pin comes first unless you give a place. `position` counts the pins that you see from 0; `afterPostId` names the pin before it, and null is the beginning. Send one of them at most. With a place, a repeat moves the pin; without one it changes nothing. More than 10,000 pins give `unprocessable`, and so does a post of a space. The same is true if `afterPostId` is not on the board.
         */
        put: {
            parameters: {
                path: {
                    id: string;
                    postId: string;
                };
            };
            requestBody?: { content: { "application/json": components["schemas"]["PinPostBody"]; }; };
            responses: {
                200: components["responses"]["Pin"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Unpin a post from a board
         * @description Removes a pin from a board, as its owner or an editor. You need not see its post any more. Without a pin, nothing changes.
         */
        delete: {
            parameters: {
                path: {
                    id: string;
                    postId: string;
                };
            };
            responses: {
                200: components["responses"]["Pin2"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/boards/{id}/collaborators/{userId}": {
        /**
         * Invite a user to work on my board, or change their role
         * @description Invites a user to your board, or changes their role there. A new invitation gives them a notification. `isInvited` is true until they accept. A board has at most 50 collaborators; more give `unprocessable`, and so do you yourself. Only the owner may do it; others get `forbidden`.
         */
        put: {
            parameters: {
                path: {
                    id: string;
                    userId: string;
                };
            };
            requestBody: { content: { "application/json": components["schemas"]["InviteCollaboratorBody"]; }; };
            responses: {
                200: components["responses"]["InviteCollaboratorData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Remove a collaborator from my board, leave a board, or decline an invitation
         * @description Removes a collaborator from your board. With your own id it leaves a board of somebody else, or declines the invitation. Others than the owner and that user get `forbidden`.
         */
        delete: {
            parameters: {
                path: {
                    id: string;
                    userId: string;
                };
            };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/boards/{id}/invitation/accept": {
        /**
         * Accept an invitation to work on a board
         * @description Accepts your invitation to a board, and returns the board. Without an invitation, the response is `not_found`.
         */
        post: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Board"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/notes": {
        /**
         * List my note and the notes of the users whom I follow, newest first
         * @description Lists your note and the notes of those whom you follow, newest first. Notes of muted people, and notes with your muted words, are left out.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["NotePage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Write a note to my followers; it replaces my last one
         * @description Writes your note; it replaces the last one. A text has 1 to 60 characters, and `text` is another name of `content`. Your followers see it for 24 hours. They get no notification.
         */
        post: {
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CreateNoteBody"] | components["schemas"]["CreateNoteBody2"];
                };
            };
            responses: {
                201: components["responses"]["Note"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/notes/{id}": {
        /**
         * Delete my note
         * @description Deletes your note. A note of somebody whom you follow gives `forbidden`; one that you do not see is `not_found`, and so is a repeat.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/feed": {
        /**
         * Get my home feed: posts and reposts of followed users, posts with followed tags, posts of my spaces, and my own posts
         * @description Returns your home feed, newest first. A new post of yours is in it at once. `photosOnly=true` leaves out posts without pictures. A repost shows who reposted, and has its place by the time of the first repost.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    photosOnly?: boolean;
                };
            };
            responses: {
                200: components["responses"]["FeedPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/feed/refresh": {
        /**
         * Rebuild my home feed from the database
         * @description Builds your home feed again from the database. If the feed changes all the time meanwhile, the response is `unavailable`: try again.
         */
        post: {
            responses: {
                202: components["responses"]["RebuildFeedData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/feed/public": {
        /**
         * List all public posts, newest first
         * @description Lists all public posts, newest first. Anybody may read it. `photosOnly=true` leaves out posts without pictures.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    photosOnly?: boolean;
                };
            };
            responses: {
                200: components["responses"]["FeedPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/explore": {
        /**
         * List popular public posts; older posts must be more popular
         * @description Lists popular public posts. The older a post is, the more likes it needs to stay high. Anybody may read it.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["FeedPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/tags/{tag}/posts": {
        /**
         * List public posts with a tag, newest or most liked first
         * @description Lists the public posts with a tag, newest first, or most liked first with `sort=popular`. Anybody may read it. The spelling of the tag does not matter. A text that cannot be a tag is `not_found`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    sort?: "recent" | "popular";
                };
                path: { tag: string; };
            };
            responses: {
                200: components["responses"]["FeedPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/tags/trending": {
        /**
         * List the tags that most people used in the last 24 hours
         * @description Lists the tags that most people used in the last 24 hours. Anybody may read it. Tags among your muted words are left out.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["TrendingTagPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/tags/{tag}/follow": {
        /**
         * Follow a tag: public posts with it appear in my home feed
         * @description Follows a tag: public posts with it come into your home feed. You can follow at most 200 tags; more give `unprocessable`. A repeat changes nothing. A text that cannot be a tag gives `not_found`.
         */
        post: {
            parameters: { path: { tag: string; }; };
            responses: {
                200: components["responses"]["TagFollow"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Unfollow a tag
         * @description Unfollows a tag. If you do not follow it, nothing changes.
         */
        delete: {
            parameters: { path: { tag: string; }; };
            responses: {
                200: components["responses"]["TagFollow2"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/me/tags": {
        /**
         * List the tags that I follow, newest first
         * @description Lists the tags that you follow, the last followed first.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["FollowedTagPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/categories": {
        /**
         * List the categories, with the number of public posts in each
         * @description Lists the categories of this server, each with the number of its public posts. Anybody may read it.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
            };
            responses: {
                200: components["responses"]["CategoryPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/feed/position": {
        /**
         * Get my position in a feed; null if none is saved, or if I no longer see its post
         * @description Returns where you stopped to read in a feed: `home`, `public` or `explore`. `postId` and `updatedAt` are null if nothing is saved, or if you no longer see the post.
         */
        get: {
            parameters: { query?: { feed?: "home" | "public" | "explore"; }; };
            responses: {
                200: components["responses"]["FeedPosition"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Save my position in a feed; my other devices get it
         * @description Saves where you stopped to read in a feed: `home`, `public` or `explore`. Your other devices get the event `feed.position`. A post that you do not see is `not_found`.
         */
        put: {
            parameters: { query?: { feed?: "home" | "public" | "explore"; }; };
            requestBody: { content: { "application/json": components["schemas"]["SetFeedPositionBody"]; }; };
            responses: {
                200: components["responses"]["FeedPosition"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/{id}/feed.atom": {
        /**
         * Get the newest public posts of a user as an Atom feed
         * @description Returns the 30 newest public posts of a user as an Atom feed, for feed readers. It is the same for everybody. A private account is `not_found`. It may be cached for 5 minutes, and an unchanged one gives 304.
         */
        get: {
            parameters: { path: { id: string; }; };
            responses: {
                200: { content: { "application/atom+xml": string; }; };
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/tags/{tag}/feed.atom": {
        /**
         * Get the newest public posts with a tag as an Atom feed
         * @description Returns the 30 newest public posts with a tag as an Atom feed. It is the same for everybody. A text that cannot be a tag is `not_found`.
         */
        get: {
            parameters: { path: { tag: string; }; };
            responses: {
                200: { content: { "application/atom+xml": string; }; };
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/search/users": {
        /**
         * Search people by the beginning of their names; each word may have one typo
         * @description Searches people by the beginnings of their usernames and full names. Each word may have one typo. The best results come first. Anybody may use it. Blocked people are left out.
         */
        get: {
            parameters: {
                query: {
                    limit?: number;
                    cursor?: string;
                    q: string;
                    page?: number;
                };
            };
            responses: {
                200: components["responses"]["FoundUserPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/search": {
    };
    "/api/v1/search/posts": {
        /**
         * Search posts by the words of their captions, headers, content warnings, tags and alt texts, and by filters
         * @description Searches posts by words, by filters, or by both; it needs at least one. The words are searched in captions, headers, content warnings, tags and alt texts. `tags` has commas between tags; all of them must match. `from` and `to` are dates or times. `near` is `latitude,longitude`, and `radius` is in kilometres: 10, or up to 100. Each result has a `snippet`. An unknown `author` is `not_found`. Anybody may use it.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    q?: string;
                    page?: number;
                    tags?: string;
                    author?: string;
                    category?: string;
                    format?: string;
                    camera?: string;
                    from?: string;
                    to?: string;
                    near?: string;
                    radius?: number;
                };
            };
            responses: {
                200: components["responses"]["FoundPostPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/posts/search": {
    };
    "/api/v1/search/spaces": {
        /**
         * Search my spaces and public ones by their names; each word may have one typo
         * @description Searches your spaces and public ones by their names. Each word may have one typo. Spaces that ban you are left out.
         */
        get: {
            parameters: {
                query: {
                    limit?: number;
                    cursor?: string;
                    q: string;
                };
            };
            responses: {
                200: components["responses"]["SpacePage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/search/messages": {
        /**
         * Search messages by their words, newest first, in the viewer's conversations
         * @description Searches the messages of your conversations by their words, newest first. `conversationId` or `spaceId` narrows it; otherwise it reads the 2,500 conversations with the newest messages. `from` names the sender, `since` and `until` the time, and `has=media` finds messages with pictures. A conversation that you do not see is `not_found`. A public space of which you are no member gives `forbidden`. Messages that are deleted or hidden from you are not found.
         */
        get: {
            parameters: {
                query: {
                    limit?: number;
                    cursor?: string;
                    q: string;
                    conversationId?: string;
                    spaceId?: string;
                    from?: string;
                    since?: string;
                    until?: string;
                    has?: "media";
                };
            };
            responses: {
                200: components["responses"]["FoundMessagePage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/notifications": {
        /**
         * List my notifications and unread conversations, newest first; likes of one thing are grouped
         * @description Lists your notifications and unread conversations, newest first. `unread=true` leaves out what you have read. A notification about something that you no longer see is left out.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    unread?: boolean;
                };
            };
            responses: {
                200: components["responses"]["NotificationPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/notifications/unread-count": {
        /**
         * Count my unread notifications and conversations: the sum and its parts
         * @description Counts your unread notifications and conversations. `unreadCount` is the sum, for the icon of an application. Muted and archived conversations do not count, and neither do requests.
         */
        get: {
            responses: {
                200: components["responses"]["CountUnreadNotificationsData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/notifications/{id}/read": {
        /**
         * Mark a notification as read; the one of a conversation reads it to its end
         * @description Marks a notification as read. The one of a conversation reads that conversation to its end. Your other devices get an event. A repeat changes nothing. An unknown one is `not_found`.
         */
        post: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/notifications/read-all": {
        /**
         * Mark all notifications as read, and the conversations among them
         * @description Marks all your notifications as read, and the conversations among them.
         */
        post: {
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/notifications/preferences": {
        /**
         * Get my notification preferences, by type and channel
         * @description Returns your preferences: for each type the channels `inApp`, `push` and `email`, and your quiet hours.
         */
        get: {
            responses: {
                200: components["responses"]["NotificationPreferences"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Replace my notification preferences; those left out return to their defaults
         * @description Replaces all your preferences; what you leave out returns to its default. Quiet hours have two times as `HH:MM` and an IANA time zone, which is UTC unless you name it. Notifications of moderators cannot be turned off in the app: that gives `validation_failed`.
         */
        put: {
            requestBody: { content: { "application/json": components["schemas"]["SetNotificationPreferencesBody"]; }; };
            responses: {
                200: components["responses"]["NotificationPreferences"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/conversations": {
        /**
         * List my DMs, groups and rooms, newest activity first
         * @description Lists your DMs, groups and rooms, those with the newest activity first. `kind` is `dm`, `group` or `room`. `status` is `accepted` or `request`. `archived=true` lists what you archived instead.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    kind?: "dm" | "group" | "room";
                    status?: "accepted" | "request";
                    archived?: boolean;
                };
            };
            responses: {
                200: components["responses"]["ConversationPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Open the conversation with a person, or create a group
         * @description Opens the DM with a user, or creates a group. Two people have one DM: if it exists, the response is 200 with it. A group has a name and 1 to 255 others, and you own it. People who do not know you get a request. `history` says which messages later members see: those since they `joined`, or `all`. Hidden people give `not_found`. People whose settings do not admit you give `forbidden`, with their `userIds` for a group. You can begin DMs with 20 strangers a day; more give `rate_limited`. You can have 2,000 conversations; more give `unprocessable`, and so does a DM with yourself.
         */
        post: {
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CreateConversationBodyDm"] | components["schemas"]["CreateConversationBodyGroup"];
                };
            };
            responses: {
                200: components["responses"]["Conversation"];
                201: components["responses"]["Conversation"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/conversations/unread": {
        /**
         * Count what is unread in my conversations, without muted and archived ones
         * @description Counts what is unread in all your conversations together. Muted and archived ones do not count. Where you hear only of mentions, only these count. Requests have a number of their own.
         */
        get: {
            responses: {
                200: components["responses"]["CountUnreadConversationsData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/conversations/{id}": {
        /**
         * Get a conversation of mine
         * @description Returns a conversation of yours.
         */
        get: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["ReadConversation"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Delete a group as its owner, or empty a conversation of two people for myself
         * @description Deletes your group for all its members. A DM is only emptied for you: the other person keeps it. A group of somebody else gives `forbidden`. A room gives `unprocessable`: delete it as a part of its space.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Change a group as its owner, or a room as a moderator of its space
         * @description Changes a group as its owner, or a room as a moderator of its space; absent fields stay as they are. Others get `forbidden`, and a DM gives `unprocessable`. `retentionDays` deletes messages after that many days, up to 3,650; null keeps them. The picture must be a processed one of yours that no private post shows, or else the response is `unprocessable`. A name that another room of the space has gives `conflict`.
         */
        patch: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["UpdateConversationBody"]; }; };
            responses: {
                200: components["responses"]["Conversation"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/conversations/{id}/members": {
        /**
         * List the members of a conversation whom I see, oldest first
         * @description Lists the members of a conversation whom you see, the oldest membership first.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["MemberPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/conversations/{id}/read": {
        /**
         * Mark a conversation as read up to a message; it never goes back
         * @description Marks a conversation as read up to the message `seq`. It never goes back: a lower number changes nothing. A number above the last message gives `unprocessable`. Notifications of these messages are read too. Your other devices get `read.updated`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["ReadConversationBody"]; }; };
            responses: {
                200: components["responses"]["ReadPosition"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/conversations/{id}/settings": {
        /**
         * Change how I hear of a conversation, or archive it; fields left out stay the same
         * @description Changes how you hear of a conversation, or archives it; absent fields stay as they are. `notify` is `default`, `all`, `mentions` or `none`. `mutedUntil` is a time in the future, and null ends it. Nobody else notices.
         */
        put: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["SetConversationSettingsBody"]; }; };
            responses: {
                200: components["responses"]["Conversation"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/conversations/{id}/accept": {
        /**
         * Accept the request of a stranger; repeating it changes nothing
         * @description Accepts the request of a stranger. A repeat changes nothing. If you have 2,000 conversations, the response is `unprocessable`.
         */
        post: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Conversation"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/conversations/{id}/decline": {
        /**
         * Decline the request of a stranger: leave the group, or empty and hide the conversation
         * @description Declines the request of a stranger. You leave a group. A DM is emptied and hidden from you for 30 days, and the stranger does not notice it. An accepted conversation gives `unprocessable`.
         */
        post: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/groups/{id}/members": {
        /**
         * Add people to my group; those who are in it already are left out
         * @description Adds up to 50 users to your group; `userId` alone adds one. Those who are in it already are left out. People who do not know you get a request. A group has at most 256 members; more give `unprocessable`. Hidden people give `not_found`. People who let you add them to no groups give `forbidden`. In both cases nobody is added.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AddGroupMembersBody"] | components["schemas"]["AddGroupMembersBody2"];
                };
            };
            responses: {
                201: components["responses"]["AddGroupMembersData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/groups/{id}/members/{userId}": {
        /**
         * Remove a member from my group
         * @description Removes a member from your group. Somebody who is not in it is `not_found`. You yourself give `unprocessable`: leave the group instead.
         */
        delete: {
            parameters: {
                path: {
                    id: string;
                    userId: string;
                };
            };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/groups/{id}/leave": {
        /**
         * Leave a group; after its owner, the named member owns it, or the oldest one
         * @description Leaves a group. As its owner you may name the next one (`ownerId`); otherwise the oldest moderator follows, else the oldest member. A group that nobody else can own is deleted. Somebody else who sends `ownerId` gets `forbidden`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody?: { content: { "application/json": components["schemas"]["LeaveGroupBody"]; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/groups/{id}/owner": {
        /**
         * Make another member the owner of my group; I become a moderator
         * @description Makes another member the owner of your group. You become a moderator of it. Others than the owner get `forbidden`. Somebody who is not in the group is `not_found`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["AddGroupMembersBody2"]; }; };
            responses: {
                200: components["responses"]["Conversation"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/users/me/messaging": {
        /**
         * Get who may write to me or add me to groups, and whether I show presence and receipts
         * @description Returns who may write to you or add you to groups, and whether you show presence and receipts.
         */
        get: {
            responses: {
                200: components["responses"]["MessagingSettings"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Change my settings of messages; those left out stay the same
         * @description Changes these settings; absent fields stay as they are. The audiences are `everyone`, `following` (those whom you follow), `mutual` (who also follow you) and `nobody`. If you do not show your presence or receipts, you do not see those of others.
         */
        put: {
            requestBody: { content: { "application/json": components["schemas"]["SetMessagingSettingsBody"]; }; };
            responses: {
                200: components["responses"]["MessagingSettings2"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/conversations/{id}/messages": {
        /**
         * List messages: the newest first, or those before, after or around one of them
         * @description Lists messages of a conversation, the newest first. `before`, `after` and `around` take a `seq` or a `messageId`, and only one of them can be sent. `before` lists older ones, the newest first; `after` newer ones, the oldest first. `around` lists half on each side, the oldest first.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    before?: string;
                    after?: string;
                    around?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["MessagePage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Send a message; a repeat with the same clientId gets the first one again
         * @description Sends a message to a conversation of yours: a body of up to 4,000 characters, up to 20 media, or both. The media were uploaded for messages, and are used only once; others give `unprocessable`. `parentId` names the message that it answers. `preview` is a link as your client shows it; the server never opens it. `expiresIn` deletes the message after 10 seconds to 90 days. A repeat of `clientId` gets the first message again; with other content it gives `idempotency_key_reused`. If the other person does not accept messages from you, the response is `forbidden`. So it is if your role may not write in the room.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["SendMessageBody"]; }; };
            responses: {
                201: components["responses"]["Message"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/messages/{id}": {
        /**
         * Get a message of a conversation that I see
         * @description Returns a message of a conversation that you see.
         */
        get: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Message"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Delete a message, as its sender, the owner of the group or the staff of the space
         * @description Deletes a message for everybody; a tombstone stays. Its sender may do it, and so may the owner of the group or the staff of the space for members with a lower role. Others get `forbidden`. Members get `message.deleted`. A repeat changes nothing.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Edit my message; the same text changes nothing
         * @description Changes the body of your message and sets `editedAt`. The same text changes nothing. Members get `message.updated`, and only newly mentioned people a notification. A deleted message gives `gone`. Somebody else's message gives `forbidden`.
         */
        patch: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["UpdateMessageBody"]; }; };
            responses: {
                200: components["responses"]["Message"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/messages/{id}/reactions/{emoji}": {
        /**
         * List the people with one reaction to a message, the first one first
         * @description Lists the people with one reaction to a message whom you see, the first one first.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: {
                    id: string;
                    emoji: string;
                };
            };
            responses: {
                200: components["responses"]["UserCardPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * React to a message with any emoji; a repeat changes nothing
         * @description Adds your reaction to a message: any one emoji. Members get `message.updated`. A message has at most 20 different ones; another one gives `unprocessable`. A deleted message gives `gone`, and a text that is no emoji gives `validation_failed`. A repeat changes nothing. The sender is notified of your first reaction.
         */
        put: {
            parameters: {
                path: {
                    id: string;
                    emoji: string;
                };
            };
            responses: {
                200: components["responses"]["MessageReactions"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Remove my reaction to a message
         * @description Removes your reaction to a message. Without it, nothing changes. A deleted message gives `gone`.
         */
        delete: {
            parameters: {
                path: {
                    id: string;
                    emoji: string;
                };
            };
            responses: {
                200: components["responses"]["MessageReactions"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/messages/history/dm/{userId}": {
        /**
         * List my direct messages with a user; none if we have not talked
         * @description Lists your direct messages with a user, as `listMessages` does. If you have no DM, the list is empty. A user whom you do not see is `not_found`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    before?: string;
                    after?: string;
                    around?: string;
                };
                path: { userId: string; };
            };
            responses: {
                200: components["responses"]["MessagePage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/messages/history/group/{groupId}": {
        /**
         * List the messages of a group
         * @description Lists the messages of a group of yours, as `listMessages` does. Another kind of conversation is `not_found`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    before?: string;
                    after?: string;
                    around?: string;
                };
                path: { groupId: string; };
            };
            responses: {
                200: components["responses"]["MessagePage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/messages/history/space/{spaceId}/room/{roomId}": {
        /**
         * List the messages of a room
         * @description Lists the messages of a room that you see, as `listMessages` does. A room of another space is `not_found`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    before?: string;
                    after?: string;
                    around?: string;
                };
                path: {
                    spaceId: string;
                    roomId: string;
                };
            };
            responses: {
                200: components["responses"]["MessagePage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/spaces": {
        /**
         * List my spaces, the last that I joined first, or public ones, the largest first
         * @description Lists your spaces, the last joined first. With `public=true` it lists all public spaces, the largest first.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    public?: boolean;
                };
            };
            responses: {
                200: components["responses"]["SpacePage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Create a space and become its owner
         * @description Creates a space that you own. It is hidden unless you set `isPublic`. A name has 1 to 100 characters, a description 1,000. You can be in at most 100 spaces; more give `unprocessable`. The picture must be a processed one of yours that no private post shows, or else the response is `unprocessable` too.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["CreateSpaceBody"]; }; };
            responses: {
                201: components["responses"]["Space"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/spaces/{id}": {
        /**
         * Get a space of mine or a public one
         * @description Returns a space of yours or a public one.
         */
        get: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Space"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Delete my space with its rooms, posts and invitations
         * @description Deletes your space with its rooms, posts and invitations. Only its owner may do it.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Update my space
         * @description Changes your space; absent fields stay as they are. Only its owner may do it. Members get an event. The limits are those of `createSpace`.
         */
        patch: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["UpdateSpaceBody"]; }; };
            responses: {
                200: components["responses"]["Space"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/spaces/{id}/members": {
        /**
         * List the members of my space: the owner, the moderators, then others, by joining
         * @description Lists the members of a space of yours: the owner, the moderators, then others by the time of joining. `role` keeps one role, and `q` those with matching names.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    role?: "owner" | "moderator" | "member";
                    q?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["MemberPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/spaces/{id}/members/{userId}/role": {
        /**
         * Give a member of my space another role, or make them its owner
         * @description Gives a member of your space another role. `owner` hands the space over: you become a moderator. Only its owner may do it. Your own role cannot be changed: that gives `unprocessable`, and so does a moderator above 100. Somebody who is no member is `not_found`. A repeat changes nothing.
         */
        put: {
            parameters: {
                path: {
                    id: string;
                    userId: string;
                };
            };
            requestBody: { content: { "application/json": components["schemas"]["SetSpaceMemberRoleBody"]; }; };
            responses: {
                200: components["responses"]["Member"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/spaces/{id}/members/{userId}": {
        /**
         * Remove a member from a space, as its owner or a moderator
         * @description Removes a member with a lower role than yours, as the owner or a moderator. A member with the same or a higher role gives `forbidden`; you yourself give `unprocessable`. They may join again; a ban prevents it.
         */
        delete: {
            parameters: {
                path: {
                    id: string;
                    userId: string;
                };
            };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/spaces/{id}/join": {
        /**
         * Join a public space; repeating it changes nothing
         * @description Joins a public space. `joined` is false if you were a member already. Earlier messages of its rooms count as read. A space has at most 250,000 members, and you can be in at most 100 spaces; more give `unprocessable`.
         */
        post: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["JoinSpaceData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/spaces/{id}/leave": {
        /**
         * Leave a space; after its owner another member follows, or the space is deleted
         * @description Leaves a space. After its owner, the oldest moderator follows, else the oldest member. If nobody can, the space is deleted. Somebody who sees the space and is no member changes nothing.
         */
        post: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/spaces/{id}/bans/{userId}": {
        /**
         * Ban a person from a space and end their membership, as its owner or a moderator
         * @description Bans a user from a space and ends their membership, as its owner or a moderator. A ban also keeps out people who are no members yet. `deleteMessagesOfHours` deletes their messages of the last 1 to 168 hours: some at once, the others soon after. A repeat changes the reason. A member with the same or a higher role gives `forbidden`; you yourself give `unprocessable`.
         */
        put: {
            parameters: {
                path: {
                    id: string;
                    userId: string;
                };
            };
            requestBody?: { content: { "application/json": components["schemas"]["BanSpaceMemberBody"]; }; };
            responses: {
                200: components["responses"]["Ban"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * End a ban from a space; repeating it changes nothing
         * @description Ends a ban, as the owner or a moderator. Without a ban, nothing changes. The user does not become a member again.
         */
        delete: {
            parameters: {
                path: {
                    id: string;
                    userId: string;
                };
            };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/spaces/{id}/bans": {
        /**
         * List the people who are banned from a space, newest first
         * @description Lists the people who are banned from a space, the latest first. Its owner and moderators may read it.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["BanPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/spaces/{id}/rooms": {
        /**
         * List the rooms of my space that I see, in their order
         * @description Lists the rooms of a space of yours that you see, in their order.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["RoomPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Create a room in a space, as its owner or a moderator
         * @description Creates a room in a space, as its owner or a moderator. `viewRole` and `postRole` are the lowest roles that see it and write in it; a role above yours gives `forbidden`. Without `position` it comes last. A space has at most 100 rooms; more give `unprocessable`. A name that another room has gives `conflict`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["CreateRoomBody"]; }; };
            responses: {
                201: components["responses"]["Room"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/spaces/{id}/rooms/{roomId}": {
        /**
         * Delete a room of a space with its messages, as its owner or a moderator
         * @description Deletes a room with its messages, as the owner or a moderator.
         */
        delete: {
            parameters: {
                path: {
                    id: string;
                    roomId: string;
                };
            };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Update a room of a space, as its owner or a moderator
         * @description Changes a room, as the owner or a moderator; absent fields stay as they are. The limits are those of `createRoom`. A room that you do not see is `not_found`.
         */
        patch: {
            parameters: {
                path: {
                    id: string;
                    roomId: string;
                };
            };
            requestBody: { content: { "application/json": components["schemas"]["UpdateRoomBody"]; }; };
            responses: {
                200: components["responses"]["Room"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/spaces/{id}/invitations": {
        /**
         * List the invitations to a space without their tokens, newest first
         * @description Lists the invitations to a space without their tokens, also those that ended, the newest first. Its owner and moderators may read it.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                path: { id: string; };
            };
            responses: {
                200: components["responses"]["InvitationPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Create an invitation to a space; only this response shows its token
         * @description Creates an invitation to a space, as its owner or a moderator. Only this response has its token. It ends after `expiresIn` seconds (a minute to 30 days, 7 days by default) or after `maxUses` (25 by default). A space has at most 100 invitations in force; more give `unprocessable`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody?: { content: { "application/json": components["schemas"]["CreateInvitationBody"]; }; };
            responses: {
                201: components["responses"]["NewInvitation"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/spaces/{id}/invitations/{invitationId}": {
        /**
         * Revoke an invitation to a space; those who used it stay
         * @description Revokes an invitation, as the owner or a moderator. Those who used it stay members.
         */
        delete: {
            parameters: {
                path: {
                    id: string;
                    invitationId: string;
                };
            };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/invitations/{token}": {
        /**
         * Get the space of an invitation
         * @description Shows the space of an invitation to everybody who has its token. An invitation that has expired, was revoked or is used up gives `gone`. An unknown one is `not_found`, and so is one to a space that bans you.
         */
        get: {
            parameters: { path: { token: string; }; };
            responses: {
                200: components["responses"]["InvitedSpace"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/invitations/{token}/accept": {
        /**
         * Accept an invitation to a space; a member of it uses nothing up
         * @description Joins the space of an invitation. A member uses nothing up, and gets `joined: false`. However many try at once, no more than `maxUses` join; others get `gone`. A full space gives `unprocessable`, and so do 100 spaces of yours.
         */
        post: {
            parameters: { path: { token: string; }; };
            responses: {
                200: components["responses"]["JoinSpaceData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/realtime/ticket": {
        /**
         * Create a ticket that opens one socket or event stream without an Authorization header
         * @description Creates a ticket that opens one socket or event stream without an `Authorization` header, as browsers need it. It works once, within 30 seconds, and ends with your session.
         */
        post: {
            responses: {
                201: components["responses"]["CreateRealtimeTicketData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/ws": {
        /**
         * Open a WebSocket; it lasts as long as its session, not only its access token
         * @description Opens a WebSocket. Send an `Authorization` header, or `ticket`; `token` is refused, because tokens do not belong in URLs. Without credentials, or with a used ticket, the response is `unauthenticated`. An origin that is not allowed gives `forbidden`. A request without an upgrade gives `validation_failed`. The socket lasts as long as its session. A frame has at most 64 KiB, and one socket up to 500 topics.
         */
        get: {
            parameters: {
                query?: {
                    ticket?: string;
                    token?: string;
                    seen?: string;
                };
            };
            responses: {
                101: {
                };
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/events": {
        /**
         * Open a stream of Server-Sent Events; Last-Event-ID resumes every topic
         * @description Opens a stream of Server-Sent Events. `topics` has up to 20 topics with commas between, and is `user` by default. It takes the same credentials as the socket. `Last-Event-ID`, or `lastEventId` in the query, resumes every topic. A topic that you do not see is `not_found`.
         */
        get: {
            parameters: {
                query?: {
                    ticket?: string;
                    token?: string;
                    seen?: string;
                    topics?: string;
                    lastEventId?: string;
                };
            };
            responses: {
                200: { content: { "text/event-stream": string; }; };
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/presence": {
        /**
         * Show who of these users is online; those who do not show it to me are left out
         * @description Shows which of up to 100 users are online, and when they were last, to the minute. You see people who follow you and whom you follow, and those with whom you share a DM or a group. Both of you must show your presence (`setMessagingSettings`); others are left out.
         */
        get: {
            parameters: { query: { userIds: string; }; };
            responses: {
                200: components["responses"]["ListPresenceData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/users/{id}/flag": {
        /**
         * Report a user to the moderators; a repeat returns the open report
         * @description Reports a user to the moderators. A repeat returns your open report. You yourself give `unprocessable`. The reported user does not learn of it.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["ReportUserBody"]; }; };
            responses: {
                201: components["responses"]["Report"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/posts/{id}/flag": {
        /**
         * Report a post to the moderators; a repeat returns the open report
         * @description Reports a post that you see, with its content at this time. A repeat returns your open report. Your own post gives `unprocessable`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["ReportUserBody"]; }; };
            responses: {
                201: components["responses"]["Report"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/comments/{id}/flag": {
        /**
         * Report a comment to the moderators; a repeat returns the open report
         * @description Reports a comment that you see, with its content at this time. A repeat returns your open report. Your own comment gives `unprocessable`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["ReportUserBody"]; }; };
            responses: {
                201: components["responses"]["Report"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/messages/{id}/flag": {
        /**
         * Report a message to the moderators; a repeat returns the open report
         * @description Reports a message that you see. Moderators get its content at this time, with some messages around it. A repeat returns your open report. Your own message gives `unprocessable`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["ReportUserBody"]; }; };
            responses: {
                201: components["responses"]["Report"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/reports": {
        /**
         * List my reports, newest first; moderators get the queue, oldest open report first
         * @description Lists your reports, the newest first. Moderators get the queue instead: the open reports, the oldest first, with what was reported. `status` is `open`, `dismissed` or `actioned`, and `mine=true` lists a moderator's own. A look at private content goes into the audit.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    status?: "open" | "dismissed" | "actioned";
                    mine?: boolean;
                };
            };
            responses: {
                200: components["responses"]["ListedReportPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/reports/{id}/resolve": {
        /**
         * Resolve a report, and with it all open reports of the same content
         * @description Resolves a report, and with it all open reports of the same subject. `action` is `dismiss`, `takedown`, `warn` or `suspend`. Only a suspension has an end (`until`). A resolved report gives `conflict`. The takedown of a user gives `unprocessable`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["ResolveReportBody"]; }; };
            responses: {
                200: components["responses"]["Report"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/posts/{id}/takedown": {
        /**
         * Hide a post from everybody but its author, who is told why
         * @description Hides a post from everybody but its author, who is told why. Open reports of it are resolved. A post that is taken down already gives `conflict`. One that no stranger sees and nobody has reported is `not_found`. Without a reason, a general one is used.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody?: { content: { "application/json": components["schemas"]["TakeDownPostBody"]; }; };
            responses: {
                200: components["responses"]["ModerationAction"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/posts/{id}/restore": {
        /**
         * Restore a post that was taken down
         * @description Shows a post again that was taken down. Its author is told. A post that is not taken down gives `conflict`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody?: { content: { "application/json": components["schemas"]["TakeDownPostBody"]; }; };
            responses: {
                200: components["responses"]["ModerationAction"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/comments/{id}/takedown": {
        /**
         * Hide a comment from everybody but its author, who is told why
         * @description Hides a comment from everybody but its author, who is told why. Open reports of it are resolved. A comment that is taken down already gives `conflict`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody?: { content: { "application/json": components["schemas"]["TakeDownPostBody"]; }; };
            responses: {
                200: components["responses"]["ModerationAction"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/comments/{id}/restore": {
        /**
         * Restore a comment that was taken down
         * @description Shows a comment again that was taken down. Its author is told. A comment that is not taken down gives `conflict`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody?: { content: { "application/json": components["schemas"]["TakeDownPostBody"]; }; };
            responses: {
                200: components["responses"]["ModerationAction"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/messages/{id}/takedown": {
        /**
         * Hide a message from everybody but its author, who is told why
         * @description Hides a message from everybody but its sender, who is told why. Open reports of it are resolved. A message that is taken down already gives `conflict`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody?: { content: { "application/json": components["schemas"]["TakeDownPostBody"]; }; };
            responses: {
                200: components["responses"]["ModerationAction"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/messages/{id}/restore": {
        /**
         * Restore a message that was taken down
         * @description Shows a message again that was taken down. Its sender is told. A message that is not taken down gives `conflict`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody?: { content: { "application/json": components["schemas"]["TakeDownPostBody"]; }; };
            responses: {
                200: components["responses"]["ModerationAction"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/users/{id}/suspend": {
        /**
         * Suspend a user permanently or until a given time; their content is hidden, and they are told why
         * @description Suspends a user for good, or until a time. Their tokens stop working, their content is hidden, and they are told why. For good, their spaces and groups get other owners. Only an admin may suspend an admin; others get `forbidden`. A suspended user gives `conflict`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody?: { content: { "application/json": components["schemas"]["SuspendUserBody"]; }; };
            responses: {
                200: components["responses"]["ModerationAction"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/users/{id}/unsuspend": {
        /**
         * End a suspension: the content of the user is visible again
         * @description Ends a suspension: the user and their content are visible again. A user who is not suspended gives `conflict`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody?: { content: { "application/json": components["schemas"]["TakeDownPostBody"]; }; };
            responses: {
                200: components["responses"]["ModerationAction"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/appeals": {
        /**
         * List my appeals, newest first; moderators get the queue, oldest open appeal first
         * @description Lists your appeals, the newest first. Moderators get the queue instead: the open appeals, the oldest first. `status` is `open`, `accepted` or `rejected`, and `mine=true` lists a moderator's own.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    status?: "open" | "accepted" | "rejected";
                    mine?: boolean;
                };
            };
            responses: {
                200: components["responses"]["ListedAppealPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
        /**
         * Appeal against a moderation action, once
         * @description Appeals against a takedown, a warning or a suspension that concerns you, once. A second appeal gives `conflict`. An action that does not concern you is `not_found`. Suspended users may appeal too, by the `appealToken` of their sign-in.
         */
        post: {
            requestBody: { content: { "application/json": components["schemas"]["CreateAppealBody"]; }; };
            responses: {
                201: components["responses"]["Appeal"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/appeals/{id}/resolve": {
        /**
         * Resolve an appeal; accepting it reverses the action
         * @description Accepts or rejects an appeal. Accepting it undoes the action, if that is still in effect. The moderator who took the action may not decide, unless they are an admin: that gives `forbidden`. A resolved appeal gives `conflict`.
         */
        post: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["ResolveAppealBody"]; }; };
            responses: {
                200: components["responses"]["Appeal"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/moderation/audit": {
        /**
         * List what moderators did and looked at, newest first (append-only)
         * @description Lists what moderators did and looked at, the newest first. Entries are never changed. Filters are the moderator (`actorId`), the `action`, the subject, the affected user (`userId`) and a time.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    actorId?: string;
                    action?: "report.view" | "report.dismiss" | "post.takedown" | "post.restore" | "comment.takedown" | "comment.restore" | "message.takedown" | "message.restore" | "user.warn" | "user.suspend" | "user.unsuspend" | "appeal.accept" | "appeal.reject";
                    subjectType?: "user" | "post" | "comment" | "message";
                    subjectId?: string;
                    userId?: string;
                    from?: string;
                    to?: string;
                };
            };
            responses: {
                200: components["responses"]["AuditEntryPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/admin/users": {
        /**
         * Search accounts by the beginning of the username, email address or full name, newest first
         * @description Lists accounts, the newest first. `q` finds them by the beginning of the username, email address or full name. `page` goes up to 1,000 and adds `total`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    q?: string;
                    page?: number;
                };
            };
            responses: {
                200: components["responses"]["AccountPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/admin/users/{id}": {
        /**
         * Get an account
         * @description Returns an account with its email address, roles and state.
         */
        get: {
            parameters: { path: { id: string; }; };
            responses: {
                200: components["responses"]["Account"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/admin/users/{id}/roles": {
        /**
         * Set the roles of a user, at once in all of their sessions
         * @description Sets the roles of a user, at once in all their sessions. `user` always stays. You must have proved your identity in this session in the last 10 minutes, or else the response is `forbidden`. The last admin must stay one: that gives `conflict`.
         */
        put: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["SetUserRolesBody"]; }; };
            responses: {
                200: components["responses"]["SetUserRolesData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/admin/users/{id}/verified": {
        /**
         * Set whether a user is verified
         * @description Sets whether a user is verified, which their profile shows. A repeat changes nothing.
         */
        put: {
            parameters: { path: { id: string; }; };
            requestBody: { content: { "application/json": components["schemas"]["SetUserVerifiedBody"]; }; };
            responses: {
                200: components["responses"]["SetUserVerifiedData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/admin/tokens": {
        /**
         * List the API tokens of all users, or of one
         * @description Lists the API tokens of all users, or of one (`userId`). The tokens themselves are not shown.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    userId?: string;
                };
            };
            responses: {
                200: components["responses"]["ApiTokenPage"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/admin/tokens/{id}": {
        /**
         * Revoke an API token of any user
         * @description Revokes an API token of any user, at once. An unknown one is `not_found`.
         */
        delete: {
            parameters: { path: { id: string; }; };
            responses: {
                204: components["responses"]["NoContent"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/admin/stats": {
        /**
         * Get the totals of the service
         * @description Returns the totals of the service.
         */
        get: {
            responses: {
                200: components["responses"]["Stats"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/admin/jobs": {
        /**
         * List the jobs, each with its last run
         * @description Lists the jobs, each with its last run and the time of its last success.
         */
        get: {
            responses: {
                200: components["responses"]["ListJobsData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/admin/invariants": {
        /**
         * Recount all counters and look up all references; returns each deviation
         * @description Compares stored values with the real ones: counters, unread numbers, feeds and stored files. `sample` checks some of each kind, `all` everything. Of the deviations it names the first thousand, and it changes nothing. Inboxes whose events are not delivered yet are skipped.
         */
        get: {
            parameters: { query?: { scope?: "sample" | "all"; }; };
            responses: {
                200: components["responses"]["CheckInvariantsData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/client": {
        /**
         * Get the limits and choices of this server
         * @description Returns the limits and choices of this server, so that a client guesses none of them. It has an `ETag` and may be cached for a minute; an unchanged one gives 304.
         */
        get: {
            responses: {
                200: components["responses"]["ClientSettings"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/api/v1/limit": {
        /**
         * Test the rate limiter: it allows two requests a minute for each user or address
         * @description Tests the rate limiter: it allows two requests a minute for each user, or for each address without a token. A third one gives `rate_limited` with `Retry-After`. The values are null if limits are off.
         */
        get: {
            responses: {
                200: components["responses"]["TestRateLimitData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/health": {
        /**
         * Check that the process is alive
         * @description Reports that the process is alive. It has no rate limit and looks at no other service.
         */
        get: {
            responses: {
                200: components["responses"]["GetHealthData"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/ready": {
        /**
         * Check that requests can be served, and which parts stand still
         * @description Reports whether requests can be served, with the state of each part. If not, the response is 503 with `unavailable`, `Retry-After` and the same list.
         */
        get: {
            responses: {
                200: components["responses"]["Readiness"];
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/metrics": {
        /**
         * Get the metrics for Prometheus
         * @description Returns the metrics of this instance as text for Prometheus.
         */
        get: {
            responses: {
                200: { content: { "text/plain": string; }; };
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/openapi.json": {
        /**
         * Get the OpenAPI document of this API
         * @description Returns this document: OpenAPI 3.1, made of the schemas that check requests.
         */
        get: {
            responses: {
                200: { content: { "application/json": Record<string, never>; }; };
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/docs": {
        /**
         * Read the documentation of the API
         * @description Shows this document as pages for people. They work without other servers and without scripts.
         */
        get: {
            responses: {
                200: { content: { "text/html": string; }; };
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/docs/guides/{name}": {
        /**
         * Read a guide of the documentation
         * @description Shows a guide, by the name of its file in `docs/guides`.
         */
        get: {
            parameters: { path: { name: string; }; };
            responses: {
                200: { content: { "text/html": string; }; };
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/docs/reference/{name}": {
        /**
         * Read the operations of a group
         * @description Shows the operations of a group, such as `posts`, with their parameters, errors and examples.
         */
        get: {
            parameters: { path: { name: string; }; };
            responses: {
                200: { content: { "text/html": string; }; };
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/docs/schemas": {
        /**
         * Read the schemas of the API
         * @description Shows all named schemas of this document.
         */
        get: {
            responses: {
                200: { content: { "text/html": string; }; };
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/docs/search": {
        /**
         * Search the documentation
         * @description Shows the guides, operations and schemas that have all words of `q`, the best first.
         */
        get: {
            parameters: { query?: { q?: string; }; };
            responses: {
                200: { content: { "text/html": string; }; };
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/docs/{file}": {
        /**
         * Get a file of the documentation
         * @description Returns a file of those pages.
         */
        get: {
            parameters: { path: { file: string; }; };
            responses: {
                200: { content: { "application/octet-stream": string; }; };
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
    "/": {
        /**
         * Get the start page
         * @description Shows the start page, with links to the documentation.
         */
        get: {
            responses: {
                200: { content: { "text/html": string; }; };
                "4XX": components["responses"]["ClientError"];
            };
        };
    };
}
export interface components {
    schemas: {
        Account: {
            userId: components["schemas"]["Id"];
            username: string;
            email: string;
            fullName: string | null;
            roles: ("user" | "moderator" | "admin")[];
            isVerified: boolean;
            isPrivate: boolean;
            suspendedAt: components["schemas"]["Time"] | null;
            followersCount: number;
            followingCount: number;
            postsCount: number;
            lastActiveAt: components["schemas"]["Time"] | null;
            createdAt: components["schemas"]["Time"];
        };
        AccountDeletion: {
            userId: components["schemas"]["Id"];
            deletedAt: components["schemas"]["Time"];
            erasedAfter: components["schemas"]["Time"];
        };
        AccountDeletionResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["AccountDeletion"];
        };
        AccountPage: {
            users: components["schemas"]["Account"][];
            pagination: components["schemas"]["AccountPagination"];
        };
        AccountPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["AccountPage"];
        };
        AccountPagination: {
            nextCursor: string | null;
            hasMore: boolean;
            page?: number;
            limit?: number;
            total?: number;
        };
        AccountResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Account"];
        };
        AddGroupMembersBody: { userIds: string[]; };
        AddGroupMembersBody2: { userId: string; };
        AddGroupMembersData: {
            members: components["schemas"]["Member"][];
            membersCount: number;
        };
        AddGroupMembersDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["AddGroupMembersData"];
        };
        ApiToken: {
            tokenId: components["schemas"]["Id"];
            userId: components["schemas"]["Id"];
            issuedBy: components["schemas"]["Id"] | null;
            scopes: ("read" | "write" | "staff")[];
            createdAt: components["schemas"]["Time"];
            expiresAt: components["schemas"]["Time"];
        };
        ApiTokenPage: {
            tokens: components["schemas"]["ApiToken"][];
            pagination: components["schemas"]["Pagination"];
        };
        ApiTokenPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["ApiTokenPage"];
        };
        Appeal: {
            appealId: components["schemas"]["Id"];
            actionId: components["schemas"]["Id"];
            action: "report.view" | "report.dismiss" | "post.takedown" | "post.restore" | "comment.takedown" | "comment.restore" | "message.takedown" | "message.restore" | "user.warn" | "user.suspend" | "user.unsuspend" | "appeal.accept" | "appeal.reject";
            subject: components["schemas"]["ModerationSubject"];
            reason: string;
            message: string;
            status: "open" | "accepted" | "rejected";
            note: string | null;
            createdAt: components["schemas"]["Time"];
            resolvedAt: components["schemas"]["Time"] | null;
        };
        AppealResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Appeal"];
        };
        Attachment: {
            mediaId: components["schemas"]["Id"];
            kind: "image" | "gif" | "video";
            status: "pending" | "processing" | "ready" | "failed";
            /** @description The reason why the picture failed, for people. The limits are 100 megapixels for JPEG and 50 for other formats, 16383 pixels a side, and 300 megapixels for all frames of an animation together. */
            error?: string;
            width: number | null;
            height: number | null;
            /** @description The length of a video in milliseconds. */
            durationMs?: number;
            /** @description Whether a video has sound. */
            hasAudio?: boolean;
            thumbhash: string | null;
            dominantColor: string | null;
            altText: string;
            /** @description Sizes are those of the picture as it is seen. The original is visible to its owner only. Its pixels are as they were uploaded. If they must be turned, its EXIF block says only that. */
            variants: components["schemas"]["MediaVariant"][];
            /** @description How its owner wants it shown; only for the owner. Variants may follow later. */
            edit?: components["schemas"]["MediaEdit"] | null;
            metadata: components["schemas"]["MediaMetadata"];
            fileName?: string;
        };
        AuditEntry: {
            actionId: components["schemas"]["Id"];
            action: "report.view" | "report.dismiss" | "post.takedown" | "post.restore" | "comment.takedown" | "comment.restore" | "message.takedown" | "message.restore" | "user.warn" | "user.suspend" | "user.unsuspend" | "appeal.accept" | "appeal.reject";
            subject: components["schemas"]["ModerationSubject"];
            userId: components["schemas"]["Id"];
            reason: string;
            until: components["schemas"]["Time"] | null;
            createdAt: components["schemas"]["Time"];
            actor: components["schemas"]["ModerationActor"] | null;
            reportId: components["schemas"]["Id"] | null;
            appealId: components["schemas"]["Id"] | null;
        };
        AuditEntryPage: {
            entries: components["schemas"]["AuditEntry"][];
            pagination: components["schemas"]["Pagination"];
        };
        AuditEntryPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["AuditEntryPage"];
        };
        Ban: {
            userId: components["schemas"]["Id"];
            /** @description Null if the person is hidden from the viewer. */
            username: string | null;
            reason: string | null;
            bannedBy: components["schemas"]["UserCard"] | null;
            createdAt: components["schemas"]["Time"];
        };
        BanPage: {
            bans: components["schemas"]["Ban"][];
            pagination: components["schemas"]["Pagination"];
        };
        BanPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["BanPage"];
        };
        BanResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Ban"];
        };
        BanSpaceMemberBody: {
            /** @default null */
            reason?: string | null;
            /** @default null */
            deleteMessagesOfHours?: number | null;
        };
        BlockedUser: {
            userId: components["schemas"]["Id"];
            username: string;
            fullName: string | null;
            avatar: string | null;
            isVerified: boolean;
            blockedAt: components["schemas"]["Time"];
        };
        BlockedUserPage: {
            blocks: components["schemas"]["BlockedUser"][];
            pagination: components["schemas"]["Pagination"];
        };
        BlockedUserPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["BlockedUserPage"];
        };
        Board: {
            boardId: components["schemas"]["Id"];
            userId: components["schemas"]["Id"];
            username: string;
            avatar: string | null;
            name: string;
            description: string | null;
            category: string | null;
            privacy: "public" | "followers" | "private";
            postsCount: number;
            coverUrls: string[];
            role: ("owner" | "editor" | "viewer") | null;
            isInvited: boolean;
            createdAt: components["schemas"]["Time"];
            updatedAt: components["schemas"]["Time"];
        };
        BoardPage: {
            boards: components["schemas"]["Board"][];
            pagination: components["schemas"]["Pagination"];
        };
        BoardPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["BoardPage"];
        };
        BoardResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Board"];
        };
        BoardWithPins: {
            boardId: components["schemas"]["Id"];
            userId: components["schemas"]["Id"];
            username: string;
            avatar: string | null;
            name: string;
            description: string | null;
            category: string | null;
            privacy: "public" | "followers" | "private";
            postsCount: number;
            coverUrls: string[];
            role: ("owner" | "editor" | "viewer") | null;
            isInvited: boolean;
            createdAt: components["schemas"]["Time"];
            updatedAt: components["schemas"]["Time"];
            collaborators: components["schemas"]["Collaborator"][];
            posts: components["schemas"]["Post"][];
            pagination: components["schemas"]["Pagination"];
        };
        BoardWithPinsResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["BoardWithPins"];
        };
        Category: {
            name: string;
            postsCount: number;
        };
        CategoryPage: {
            categories: components["schemas"]["Category"][];
            pagination: components["schemas"]["Pagination"];
        };
        CategoryPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["CategoryPage"];
        };
        ChangeEmailBody: {
            code: string;
            newEmail: string;
            password: string;
        };
        ChangePasswordBody: {
            code?: string;
            currentPassword?: string;
            newPassword: string;
        };
        CheckInvariantsData: {
            scope: "sample" | "all";
            checked: components["schemas"]["CheckInvariantsDataChecked"];
            skipped: number;
            driftsCount: number;
            drifts: components["schemas"]["Drift"][];
        };
        CheckInvariantsDataChecked: {
            users: number;
            posts: number;
            conversations: number;
            inboxes: number;
            feeds: number;
            media: number;
            spaces: number;
            objects: number;
        };
        CheckInvariantsDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["CheckInvariantsData"];
        };
        ClientSettings: {
            /** @description The version of the API. */
            version: string;
            /** @description Whether each post must have a picture or a video. */
            photoOnly: boolean;
            /** @description The content types of files that may be uploaded. */
            acceptedTypes: string[];
            /** @description The most bytes of a picture. */
            maxUploadBytes: number;
            maxVideoBytes: number;
            maxVideoSeconds: number;
            /** @description Whether videos of any codec are accepted, and get a poster. Otherwise they must be H.264 with AAC or without sound, and the poster is the one of `posterUploadId` or a neutral one. */
            transcodes: boolean;
            mediaPerPostMax: number;
            captionLengthMax: number;
            altTextLengthMax: number;
            commentLengthMax: number;
            reactions: string[];
            categories: string[];
            reportReasons: ("spam" | "harassment" | "hate" | "nudity" | "violence" | "self_harm" | "illegal" | "other")[];
            providers: components["schemas"]["ClientSettingsProvider"][];
            registration: "open";
            passkeys: boolean;
        };
        ClientSettingsProvider: {
            /** @description The name in the paths of sign-in with the provider. */
            name: string;
            /** @description The name for people. */
            label: string;
        };
        ClientSettingsResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["ClientSettings"];
        };
        CloseFriend: {
            userId: components["schemas"]["Id"];
            username: string;
            fullName: string | null;
            avatar: string | null;
            isVerified: boolean;
            addedAt: components["schemas"]["Time"];
        };
        CloseFriendPage: {
            closeFriends: components["schemas"]["CloseFriend"][];
            pagination: components["schemas"]["Pagination"];
        };
        CloseFriendPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["CloseFriendPage"];
        };
        Collaborator: {
            userId: components["schemas"]["Id"];
            username: string;
            fullName: string | null;
            avatar: string | null;
            isVerified: boolean;
            role: "editor" | "viewer";
            isInvited: boolean;
        };
        Comment: {
            commentId: components["schemas"]["Id"];
            postId: components["schemas"]["Id"];
            userId: components["schemas"]["Id"];
            username: string;
            avatar: string | null;
            content: string;
            tags: string[];
            parentCommentId: components["schemas"]["Id"] | null;
            repliesCount: number;
            reactions: components["schemas"]["ReactionCount"][];
            viewerReactions: string[];
            isPinned: boolean;
            createdAt: components["schemas"]["Time"];
            editedAt: components["schemas"]["Time"] | null;
            moderation?: components["schemas"]["Takedown"];
        };
        CommentPage: {
            comments: components["schemas"]["Comment"][];
            pagination: components["schemas"]["Pagination"];
        };
        CommentPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["CommentPage"];
        };
        CommentReactions: {
            commentId: components["schemas"]["Id"];
            reactions: components["schemas"]["ReactionCount"][];
            viewerReactions: string[];
        };
        CommentReactionsResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["CommentReactions"];
        };
        CommentResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Comment"];
        };
        ContentSnapshot: {
            username: string;
            createdAt: string;
            isPrivate: boolean;
            fullName?: string | null;
            bio?: string;
            website?: string | null;
            header?: string | null;
            caption?: string;
            contentWarning?: string | null;
            tags?: string[];
            locationName?: string | null;
            privacy?: string;
            postId?: components["schemas"]["Id"];
            conversationId?: components["schemas"]["Id"];
            content?: string;
            /** @description The messages before a message, the oldest first. */
            before?: components["schemas"]["SnapshotMessage"][];
            media: components["schemas"]["Media"][];
        };
        ContinueProviderSignInBody: {
            continueToken: string;
            totp: string;
        };
        Conversation: {
            conversationId: components["schemas"]["Id"];
            type: "dm" | "group" | "room";
            /** @description Null in a DM: clients show the other person. */
            name: string | null;
            topic: string | null;
            avatar: string | null;
            spaceId: components["schemas"]["Id"] | null;
            ownerId: components["schemas"]["Id"] | null;
            /** @description Of a DM the other person, or nobody if their account is gone. Of a group the viewer and the members who came first. Of a room nobody. */
            members: components["schemas"]["UserCard"][];
            membersCount: number;
            role: "owner" | "moderator" | "member";
            status: "accepted" | "request";
            history: "joined" | "all";
            /** @description The number of the first message that the viewer may see. */
            visibleFrom: number;
            viewRole: "owner" | "moderator" | "member";
            postRole: "owner" | "moderator" | "member";
            encryption: "none" | "mls";
            epoch: number | null;
            retentionDays: number | null;
            lastSeq: number;
            lastMessage: components["schemas"]["Message"] | null;
            lastActivityAt: components["schemas"]["Time"];
            readSeq: number;
            /** @description 10,000 means 10,000 or more. */
            unreadCount: number;
            mentionsCount: number;
            notify: "default" | "all" | "mentions" | "none";
            mutedUntil: components["schemas"]["Time"] | null;
            isArchived: boolean;
            canSend: boolean;
            createdAt: components["schemas"]["Time"];
        };
        ConversationPage: {
            conversations: components["schemas"]["Conversation"][];
            pagination: components["schemas"]["Pagination"];
        };
        ConversationPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["ConversationPage"];
        };
        ConversationResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Conversation"];
        };
        CountUnreadConversationsData: {
            /** @description The unread messages; where I hear only of mentions, these. */
            totalUnread: number;
            totalMentions: number;
            /** @description The conversations that strangers began; they do not count. */
            requests: number;
        };
        CountUnreadConversationsDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["CountUnreadConversationsData"];
        };
        CountUnreadNotificationsData: {
            /** @description The number for the icon of an application. */
            unreadCount: number;
            notifications: number;
            /** @description Without muted and archived ones, and without requests. */
            conversations: number;
        };
        CountUnreadNotificationsDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["CountUnreadNotificationsData"];
        };
        CreateApiTokenBody: {
            userId: string;
            scopes: ("read" | "write" | "staff")[];
            /** @default 2592000 */
            expiresIn?: number;
        };
        CreateApiTokenData: {
            tokenId: components["schemas"]["Id"];
            userId: components["schemas"]["Id"];
            scopes: ("read" | "write" | "staff")[];
            expiresAt: components["schemas"]["Time"];
            token: string;
        };
        CreateApiTokenDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["CreateApiTokenData"];
        };
        CreateAppealBody: {
            actionId: string;
            message: string;
        };
        CreateBoardBody: {
            name: string;
            /** @default null */
            description?: string | null;
            /** @default null */
            category?: string | null;
            /**
             * @default public
             */
            privacy?: "public" | "followers" | "private";
        };
        CreateCommentBody: {
            content: string;
            parentCommentId?: string | null;
        };
        CreateCommentBody2: {
            body: string;
            parentCommentId?: string | null;
        };
        CreateConversationBodyDm: {
            type: "dm";
            userId: string;
        };
        CreateConversationBodyGroup: {
            type: "group";
            name: string;
            userIds: string[];
            /**
             * @default joined
             */
            history?: "joined" | "all";
            /** @default null */
            avatarMediaId?: string | null;
        };
        CreateInvitationBody: {
            /** @default 604800 */
            expiresIn?: number;
            /** @default 25 */
            maxUses?: number;
        };
        CreateNoteBody: { content: string; };
        CreateNoteBody2: { text: string; };
        CreatePasskeyBody: {
            /** @default Passkey */
            name?: string;
            response: components["schemas"]["CreatePasskeyBodyResponse"];
        };
        CreatePasskeyBodyResponse: {
            id: string;
            rawId?: string;
            type?: string;
            response: components["schemas"]["CreatePasskeyBodyResponseResponse"];
        };
        CreatePasskeyBodyResponseResponse: {
            clientDataJSON: string;
            attestationObject: string;
            transports?: string[];
        };
        CreatePostBody: {
            /** @default [] */
            mediaIds?: string[];
            /** @default  */
            caption?: string;
            /** @default null */
            header?: string | null;
            /** @default [] */
            tags?: string[];
            /** @default null */
            location?: components["schemas"]["PlaceInput"] | null;
            /**
             * @default public
             */
            privacy?: "public" | "followers" | "close_friends" | "private";
            /** @default null */
            contentWarning?: string | null;
            comments?: "everyone" | "followers" | "off";
            filtersComments?: boolean;
            /** @default null */
            category?: string | null;
            /** @default null */
            parentPostId?: string | null;
            /** @default false */
            draft?: boolean;
            publishAt?: string | null;
            /** @default null */
            spaceId?: string | null;
        };
        CreateRealtimeTicketData: {
            ticket: string;
            expiresIn: number;
        };
        CreateRealtimeTicketDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["CreateRealtimeTicketData"];
        };
        CreateRoomBody: {
            name: string;
            topic?: string | null;
            /**
             * @default member
             */
            viewRole?: "owner" | "moderator" | "member";
            /**
             * @default member
             */
            postRole?: "owner" | "moderator" | "member";
            /**
             * @default all
             */
            history?: "joined" | "all";
            position?: number;
        };
        CreateShareLinkBody: { expiresAt?: string | null; };
        CreateSpaceBody: {
            name: string;
            description?: string | null;
            /** @default null */
            avatarMediaId?: string | null;
            /** @default false */
            isPublic?: boolean;
        };
        CreateUploadBody: {
            /** @description The type of the file: JPEG, PNG, GIF, WebP, AVIF, HEIC, TIFF, MOV, MP4 or WebM, unless this server accepts fewer. If it is empty or application/octet-stream, the content decides. */
            contentType: string;
            bytes: number;
            sha256?: string;
            /**
             * @description A picture for a message is in one message only, and in no post.
             * @default post
             */
            purpose?: "post" | "message";
            /**
             * @description An upload of a picture that is complete: the poster of this video. Without one the server takes a picture of the video, if it can decode it, or else a neutral one.
             */
            posterUploadId?: string;
        };
        CreateUserBody: {
            username: string;
            email: string;
            password: string;
            fullName?: string | null;
        };
        Crop: {
            x: number;
            y: number;
            width: number;
            height: number;
        };
        DeletedPost: {
            postId: components["schemas"]["Id"];
            userId: components["schemas"]["Id"];
            username: string;
            avatar: string | null;
            status: "draft" | "scheduled" | "processing" | "published" | "failed" | "archived";
            publishAt?: components["schemas"]["Time"] | null;
            moderation?: components["schemas"]["Takedown"];
            imageUrl: string | null;
            thumbnailUrl: string | null;
            media: components["schemas"]["Media"][];
            header: string | null;
            caption: string;
            tags: string[];
            mentions: components["schemas"]["Mention"][];
            location: components["schemas"]["Place"] | null;
            privacy: "public" | "followers" | "close_friends" | "private";
            spaceId: components["schemas"]["Id"] | null;
            parentPostId: components["schemas"]["Id"] | null;
            contentWarning: string | null;
            comments: "everyone" | "followers" | "off";
            filtersComments: boolean;
            category: string | null;
            createdAt: components["schemas"]["Time"];
            editedAt: components["schemas"]["Time"] | null;
            likesCount: number;
            commentsCount: number;
            repostsCount: number;
            isLiked: boolean;
            isReposted: boolean;
            isSaved: boolean;
            deletedAt: components["schemas"]["Time"];
            erasedAfter: components["schemas"]["Time"];
        };
        DeletedPostPage: {
            posts: components["schemas"]["DeletedPost"][];
            pagination: components["schemas"]["Pagination"];
        };
        DeletedPostPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["DeletedPostPage"];
        };
        DisableTotpBody: {
            code: string;
            password: string;
        };
        Drift: {
            what: "user.followersCount" | "user.followingCount" | "user.postsCount" | "post.likesCount" | "post.commentsCount" | "comment.repliesCount" | "comment.reactionsCount" | "post.repostsCount" | "conversation.lastSeq" | "conversation.messages" | "conversation.membersCount" | "conversation.owners" | "conversation.owner" | "like.stray" | "space.membersCount" | "space.owners" | "invitation.uses" | "inbox.unread" | "feed.missing" | "feed.wrong" | "media.missing" | "storage.unnamed" | "event.parked";
            id: string;
            kept: string | number | null;
            real: string | number | null;
        };
        EmailState: {
            email: string;
            emailVerified: boolean;
        };
        EmailStateResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["EmailState"];
        };
        EnableTotpBody: { code: string; };
        EnableTotpData: { recoveryCodes: string[]; };
        EnableTotpDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["EnableTotpData"];
        };
        Error: {
            /** @description Always false. */
            success: boolean;
            error: components["schemas"]["ErrorDetails"];
        };
        ErrorDetails: {
            code: "validation_failed" | "invalid_cursor" | "malformed_json" | "unauthenticated" | "token_expired" | "forbidden" | "account_suspended" | "email_unverified" | "not_found" | "method_not_allowed" | "conflict" | "gone" | "payload_too_large" | "unsupported_media_type" | "unprocessable" | "idempotency_key_reused" | "rate_limited" | "internal" | "unavailable";
            message: string;
            details?: unknown;
            requestId: string;
        };
        Export: {
            exportId: components["schemas"]["Id"];
            status: "waiting" | "ready" | "failed";
            createdAt: components["schemas"]["Time"];
            expiresAt: components["schemas"]["Time"] | null;
            bytes: number | null;
            url?: string;
        };
        ExportResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Export"];
        };
        FeedPage: {
            posts: components["schemas"]["FeedPost"][];
            pagination: components["schemas"]["Pagination"];
        };
        FeedPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["FeedPage"];
        };
        FeedPosition: {
            feed: "home" | "public" | "explore";
            postId: components["schemas"]["Id"] | null;
            updatedAt: components["schemas"]["Time"] | null;
        };
        FeedPositionResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["FeedPosition"];
        };
        FeedPost: {
            postId: components["schemas"]["Id"];
            userId: components["schemas"]["Id"];
            username: string;
            avatar: string | null;
            status: "draft" | "scheduled" | "processing" | "published" | "failed" | "archived";
            publishAt?: components["schemas"]["Time"] | null;
            moderation?: components["schemas"]["Takedown"];
            imageUrl: string | null;
            thumbnailUrl: string | null;
            media: components["schemas"]["Media"][];
            header: string | null;
            caption: string;
            tags: string[];
            mentions: components["schemas"]["Mention"][];
            location: components["schemas"]["Place"] | null;
            privacy: "public" | "followers" | "close_friends" | "private";
            spaceId: components["schemas"]["Id"] | null;
            parentPostId: components["schemas"]["Id"] | null;
            contentWarning: string | null;
            comments: "everyone" | "followers" | "off";
            filtersComments: boolean;
            category: string | null;
            createdAt: components["schemas"]["Time"];
            editedAt: components["schemas"]["Time"] | null;
            likesCount: number;
            commentsCount: number;
            repostsCount: number;
            isLiked: boolean;
            isReposted: boolean;
            isSaved: boolean;
            repostedBy?: components["schemas"]["RepostedBy"];
        };
        Focus: {
            x: number;
            y: number;
        };
        FollowRequest: {
            userId: components["schemas"]["Id"];
            username: string;
            fullName: string | null;
            avatar: string | null;
            isVerified: boolean;
            requestedAt: components["schemas"]["Time"];
        };
        FollowRequestPage: {
            requests: components["schemas"]["FollowRequest"][];
            pagination: components["schemas"]["Pagination"];
        };
        FollowRequestPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["FollowRequestPage"];
        };
        FollowState: {
            userId: components["schemas"]["Id"];
            isFollowing: boolean;
            requested: boolean;
            followersCount: number;
        };
        FollowStateResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["FollowState"];
        };
        FollowedByReason: {
            type: "followed_by";
            users: components["schemas"]["UserCard"][];
            count: number;
        };
        FollowedTag: {
            tag: string;
            followedAt: components["schemas"]["Time"];
        };
        FollowedTagPage: {
            tags: components["schemas"]["FollowedTag"][];
            pagination: components["schemas"]["Pagination"];
        };
        FollowedTagPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["FollowedTagPage"];
        };
        Follower: {
            userId: components["schemas"]["Id"];
            username: string;
            fullName: string | null;
            avatar: string | null;
            isVerified: boolean;
            followedAt: components["schemas"]["Time"];
            isFollowing: boolean;
        };
        FollowerPage: {
            followers: components["schemas"]["Follower"][];
            pagination: components["schemas"]["Pagination"];
        };
        FollowerPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["FollowerPage"];
        };
        FollowingPage: {
            following: components["schemas"]["Follower"][];
            pagination: components["schemas"]["Pagination"];
        };
        FollowingPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["FollowingPage"];
        };
        FoundMessage: {
            messageId: components["schemas"]["Id"];
            conversationId: components["schemas"]["Id"];
            seq: number;
            clientId: string | null;
            userId: components["schemas"]["Id"] | null;
            username: string | null;
            avatar: string | null;
            body: string | null;
            mentions: components["schemas"]["Mention"][];
            mentionsAll: boolean;
            media: components["schemas"]["Attachment"][];
            preview: components["schemas"]["MessagePreview"] | null;
            parentId: components["schemas"]["Id"] | null;
            parent: components["schemas"]["MessageParent"] | null;
            reactions: components["schemas"]["MessageReaction"][];
            cipher: string | null;
            epoch: number | null;
            isDeleted: boolean;
            rev: number;
            createdAt: components["schemas"]["Time"];
            editedAt: components["schemas"]["Time"] | null;
            expiresAt: components["schemas"]["Time"] | null;
            snippet: components["schemas"]["SnippetPart"][];
            /** @description Null in a DM: clients show the other person. */
            conversationName: string | null;
        };
        FoundMessagePage: {
            messages: components["schemas"]["FoundMessage"][];
            pagination: components["schemas"]["Pagination"];
        };
        FoundMessagePageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["FoundMessagePage"];
        };
        FoundPost: {
            postId: components["schemas"]["Id"];
            userId: components["schemas"]["Id"];
            username: string;
            avatar: string | null;
            status: "draft" | "scheduled" | "processing" | "published" | "failed" | "archived";
            publishAt?: components["schemas"]["Time"] | null;
            moderation?: components["schemas"]["Takedown"];
            imageUrl: string | null;
            thumbnailUrl: string | null;
            media: components["schemas"]["Media"][];
            header: string | null;
            caption: string;
            tags: string[];
            mentions: components["schemas"]["Mention"][];
            location: components["schemas"]["Place"] | null;
            privacy: "public" | "followers" | "close_friends" | "private";
            spaceId: components["schemas"]["Id"] | null;
            parentPostId: components["schemas"]["Id"] | null;
            contentWarning: string | null;
            comments: "everyone" | "followers" | "off";
            filtersComments: boolean;
            category: string | null;
            createdAt: components["schemas"]["Time"];
            editedAt: components["schemas"]["Time"] | null;
            likesCount: number;
            commentsCount: number;
            repostsCount: number;
            isLiked: boolean;
            isReposted: boolean;
            isSaved: boolean;
            snippet: components["schemas"]["SnippetPart"][];
        };
        FoundPostPage: {
            posts: components["schemas"]["FoundPost"][];
            pagination: components["schemas"]["SearchPagination"];
        };
        FoundPostPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["FoundPostPage"];
        };
        FoundUser: {
            userId: components["schemas"]["Id"];
            username: string;
            fullName: string | null;
            avatar: string | null;
            isVerified: boolean;
            followersCount: number;
            isFollowing: boolean;
        };
        FoundUserPage: {
            users: components["schemas"]["FoundUser"][];
            pagination: components["schemas"]["SearchPagination"];
        };
        FoundUserPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["FoundUserPage"];
        };
        GetHealthData: { status: "ok"; };
        GetHealthDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["GetHealthData"];
        };
        GrantError: {
            error: "invalid_grant" | "invalid_request" | "unsupported_grant_type" | "temporarily_unavailable" | "server_error";
            error_description: string;
        };
        GrantedTokens: {
            access_token: string;
            token_type: "bearer";
            expires_in: number;
            refresh_token: string;
            scope: string;
        };
        Id: string;
        Invitation: {
            invitationId: components["schemas"]["Id"];
            spaceId: components["schemas"]["Id"];
            maxUses: number;
            uses: number;
            expiresAt: components["schemas"]["Time"];
            revokedAt: components["schemas"]["Time"] | null;
            createdBy: components["schemas"]["UserCard"] | null;
            createdAt: components["schemas"]["Time"];
        };
        InvitationPage: {
            invitations: components["schemas"]["Invitation"][];
            pagination: components["schemas"]["Pagination"];
        };
        InvitationPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["InvitationPage"];
        };
        InviteCollaboratorBody: { role: "editor" | "viewer"; };
        InviteCollaboratorData: {
            boardId: components["schemas"]["Id"];
            userId: components["schemas"]["Id"];
            role: "editor" | "viewer";
            isInvited: boolean;
        };
        InviteCollaboratorDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["InviteCollaboratorData"];
        };
        InvitedSpace: {
            spaceId: components["schemas"]["Id"];
            name: string;
            description: string | null;
            avatar: string | null;
            isPublic: boolean;
            membersCount: number;
            expiresAt: components["schemas"]["Time"];
        };
        InvitedSpaceResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["InvitedSpace"];
        };
        Job: {
            name: string;
            lastRun: components["schemas"]["JobLastRun"];
            lastSuccessAt: components["schemas"]["Time"] | null;
        };
        JobLastRun: {
            runId: components["schemas"]["Id"];
            state: "running" | "done" | "failed";
            startedAt: components["schemas"]["Time"];
            finishedAt: components["schemas"]["Time"] | null;
            result: {
                [key: string]: number;
            } | null;
            error: string | null;
        };
        JoinSpaceData: {
            space: components["schemas"]["Space"];
            joined: boolean;
        };
        JoinSpaceDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["JoinSpaceData"];
        };
        /** @default {} */
        LeaveGroupBody: { ownerId?: string; };
        Like: {
            postId: components["schemas"]["Id"];
            isLiked: boolean;
            likesCount: number;
        };
        LikeResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Like"];
        };
        LinkPreview: {
            url: string;
            title: string;
            mediaId?: string;
        };
        LinkedIdentity: {
            identityId: components["schemas"]["Id"];
            provider: string;
            email: string | null;
            createdAt: components["schemas"]["Time"];
            lastUsedAt: components["schemas"]["Time"];
        };
        LinkedIdentityPage: {
            identities: components["schemas"]["LinkedIdentity"][];
            pagination: components["schemas"]["Pagination"];
        };
        LinkedIdentityPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["LinkedIdentityPage"];
        };
        ListJobsData: { jobs: components["schemas"]["Job"][]; };
        ListJobsDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["ListJobsData"];
        };
        ListPresenceData: { presence: components["schemas"]["Presence"][]; };
        ListPresenceDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["ListPresenceData"];
        };
        ListedAppeal: {
            appealId: components["schemas"]["Id"];
            actionId: components["schemas"]["Id"];
            action: "report.view" | "report.dismiss" | "post.takedown" | "post.restore" | "comment.takedown" | "comment.restore" | "message.takedown" | "message.restore" | "user.warn" | "user.suspend" | "user.unsuspend" | "appeal.accept" | "appeal.reject";
            subject: components["schemas"]["ModerationSubject"];
            reason: string;
            message: string;
            status: "open" | "accepted" | "rejected";
            note: string | null;
            createdAt: components["schemas"]["Time"];
            resolvedAt: components["schemas"]["Time"] | null;
            userId?: components["schemas"]["Id"];
            actorId?: components["schemas"]["Id"];
            content?: components["schemas"]["ContentSnapshot"] | null;
        };
        ListedAppealPage: {
            appeals: components["schemas"]["ListedAppeal"][];
            pagination: components["schemas"]["Pagination"];
        };
        ListedAppealPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["ListedAppealPage"];
        };
        ListedReport: {
            reportId: components["schemas"]["Id"];
            subject: components["schemas"]["ModerationSubject"];
            reason: "spam" | "harassment" | "hate" | "nudity" | "violence" | "self_harm" | "illegal" | "other";
            note: string | null;
            status: "open" | "dismissed" | "actioned";
            createdAt: components["schemas"]["Time"];
            resolvedAt: components["schemas"]["Time"] | null;
            reporterId?: components["schemas"]["Id"] | null;
            userId?: components["schemas"]["Id"];
            reportsCount?: number;
            actionId?: components["schemas"]["Id"] | null;
            content?: components["schemas"]["ContentSnapshot"];
        };
        ListedReportPage: {
            reports: components["schemas"]["ListedReport"][];
            pagination: components["schemas"]["Pagination"];
        };
        ListedReportPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["ListedReportPage"];
        };
        Media: {
            mediaId: components["schemas"]["Id"];
            kind: "image" | "gif" | "video";
            status: "pending" | "processing" | "ready" | "failed";
            /** @description The reason why the picture failed, for people. The limits are 100 megapixels for JPEG and 50 for other formats, 16383 pixels a side, and 300 megapixels for all frames of an animation together. */
            error?: string;
            width: number | null;
            height: number | null;
            /** @description The length of a video in milliseconds. */
            durationMs?: number;
            /** @description Whether a video has sound. */
            hasAudio?: boolean;
            thumbhash: string | null;
            dominantColor: string | null;
            altText: string;
            /** @description Sizes are those of the picture as it is seen. The original is visible to its owner only. Its pixels are as they were uploaded. If they must be turned, its EXIF block says only that. */
            variants: components["schemas"]["MediaVariant"][];
            /** @description How its owner wants it shown; only for the owner. Variants may follow later. */
            edit?: components["schemas"]["MediaEdit"] | null;
            metadata: components["schemas"]["MediaMetadata"];
        };
        MediaEdit: {
            /**
             * @description Degrees, clockwise.
             * @default 0
             */
            rotate?: 0 | 90 | 180 | 270;
            /**
             * @description The part of the rotated picture that is shown, in shares of its sides.
             * @default null
             */
            crop?: components["schemas"]["Crop"] | null;
            focus: components["schemas"]["Focus"] | null;
        };
        MediaMetadata: {
            format: string | null;
            fileSize: number | null;
            camera?: string;
            /** @description The time it was taken. Only if the file has the time zone of the camera. */
            takenAt?: components["schemas"]["Time"];
            /** @description The local time of the camera, without a time zone. */
            takenAtLocal?: string;
        };
        MediaResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Media"];
        };
        MediaVariant: {
            name: "thumb" | "small" | "medium" | "large" | "animated" | "original" | "wide" | "video" | "video_1080" | "hls";
            url: string;
            width: number;
            height: number;
            contentType: string;
            bytes: number;
        };
        Member: {
            userId: components["schemas"]["Id"];
            username: string;
            fullName: string | null;
            avatar: string | null;
            isVerified: boolean;
            role: "owner" | "moderator" | "member";
            joinedAt: components["schemas"]["Time"];
        };
        MemberPage: {
            members: components["schemas"]["Member"][];
            pagination: components["schemas"]["Pagination"];
        };
        MemberPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["MemberPage"];
        };
        MemberResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Member"];
        };
        Mention: {
            userId: components["schemas"]["Id"];
            username: string;
        };
        Message: {
            messageId: components["schemas"]["Id"];
            conversationId: components["schemas"]["Id"];
            seq: number;
            clientId: string | null;
            userId: components["schemas"]["Id"] | null;
            username: string | null;
            avatar: string | null;
            body: string | null;
            mentions: components["schemas"]["Mention"][];
            mentionsAll: boolean;
            media: components["schemas"]["Attachment"][];
            preview: components["schemas"]["MessagePreview"] | null;
            parentId: components["schemas"]["Id"] | null;
            parent: components["schemas"]["MessageParent"] | null;
            reactions: components["schemas"]["MessageReaction"][];
            cipher: string | null;
            epoch: number | null;
            isDeleted: boolean;
            rev: number;
            createdAt: components["schemas"]["Time"];
            editedAt: components["schemas"]["Time"] | null;
            expiresAt: components["schemas"]["Time"] | null;
        };
        MessagePage: {
            messages: components["schemas"]["Message"][];
            pagination: components["schemas"]["Pagination"];
        };
        MessagePageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["MessagePage"];
        };
        MessageParent: {
            messageId: components["schemas"]["Id"];
            seq: number;
            userId: components["schemas"]["Id"] | null;
            username: string | null;
            body: string | null;
            isDeleted: boolean;
        };
        MessagePreview: {
            url: string;
            title: string;
            mediaId?: components["schemas"]["Id"];
        };
        MessageReaction: {
            emoji: string;
            count: number;
            userIds: components["schemas"]["Id"][];
        };
        MessageReactions: {
            messageId: components["schemas"]["Id"];
            reactions: components["schemas"]["MessageReaction"][];
        };
        MessageReactionsResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["MessageReactions"];
        };
        MessageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Message"];
        };
        MessagingSettings: {
            messagesFrom: "everyone" | "following" | "mutual" | "nobody";
            groupsFrom: "everyone" | "following" | "mutual" | "nobody";
            showsPresence: boolean;
            showsReceipts: boolean;
        };
        MessagingSettingsResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["MessagingSettings"];
        };
        ModerationAction: {
            actionId: components["schemas"]["Id"];
            action: "report.view" | "report.dismiss" | "post.takedown" | "post.restore" | "comment.takedown" | "comment.restore" | "message.takedown" | "message.restore" | "user.warn" | "user.suspend" | "user.unsuspend" | "appeal.accept" | "appeal.reject";
            subject: components["schemas"]["ModerationSubject"];
            userId: components["schemas"]["Id"];
            reason: string;
            until: components["schemas"]["Time"] | null;
            createdAt: components["schemas"]["Time"];
        };
        ModerationActionResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["ModerationAction"];
        };
        ModerationActor: {
            userId: components["schemas"]["Id"];
            username: string | null;
        };
        ModerationSubject: {
            type: "user" | "post" | "comment" | "message";
            id: components["schemas"]["Id"];
        };
        MuteUserBody: { until?: string | null; };
        MutedUser: {
            userId: components["schemas"]["Id"];
            username: string;
            fullName: string | null;
            avatar: string | null;
            isVerified: boolean;
            mutedAt: components["schemas"]["Time"];
            until: components["schemas"]["Time"] | null;
        };
        MutedUserPage: {
            mutes: components["schemas"]["MutedUser"][];
            pagination: components["schemas"]["Pagination"];
        };
        MutedUserPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["MutedUserPage"];
        };
        MutedWords: { words: components["schemas"]["MutedWordsWord"][]; };
        MutedWordsResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["MutedWords"];
        };
        MutedWordsWord: {
            word: string;
            until: components["schemas"]["Time"] | null;
        };
        NewInvitation: {
            invitationId: components["schemas"]["Id"];
            spaceId: components["schemas"]["Id"];
            maxUses: number;
            uses: number;
            expiresAt: components["schemas"]["Time"];
            revokedAt: components["schemas"]["Time"] | null;
            createdBy: components["schemas"]["UserCard"] | null;
            createdAt: components["schemas"]["Time"];
            token: string;
            url: string;
        };
        NewInvitationResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["NewInvitation"];
        };
        Note: {
            noteId: components["schemas"]["Id"];
            userId: components["schemas"]["Id"];
            username: string;
            avatar: string | null;
            content: string;
            createdAt: components["schemas"]["Time"];
            expiresAt: components["schemas"]["Time"];
        };
        NotePage: {
            notes: components["schemas"]["Note"][];
            pagination: components["schemas"]["Pagination"];
        };
        NotePageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["NotePage"];
        };
        NoteResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Note"];
        };
        Notification: {
            notificationId: components["schemas"]["Id"];
            type: "like" | "comment" | "reply" | "reaction" | "follow" | "follow_request" | "follow_accepted" | "mention" | "post_published" | "repost" | "invitation" | "post_failed" | "moderation" | "message";
            actors: components["schemas"]["UserCard"][];
            actorsCount: number;
            postId?: components["schemas"]["Id"];
            commentId?: components["schemas"]["Id"];
            conversationId?: components["schemas"]["Id"];
            messageId?: components["schemas"]["Id"];
            actionId?: components["schemas"]["Id"];
            boardId?: components["schemas"]["Id"];
            preview?: string;
            isRead: boolean;
            createdAt: components["schemas"]["Time"];
        };
        NotificationPage: {
            notifications: components["schemas"]["Notification"][];
            pagination: components["schemas"]["Pagination"];
        };
        NotificationPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["NotificationPage"];
        };
        NotificationPreferences: {
            types: { [key: string]: components["schemas"]["NotificationPreferencesTypes"]; };
            quietHours: components["schemas"]["QuietHours"] | null;
        };
        NotificationPreferencesResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["NotificationPreferences"];
        };
        NotificationPreferencesTypes: {
            inApp: boolean;
            push: boolean;
            email: boolean;
        };
        OpenShareLinkData: { post: components["schemas"]["Post"]; };
        OpenShareLinkDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["OpenShareLinkData"];
        };
        OwnProfile: {
            userId: components["schemas"]["Id"];
            username: string;
            fullName: string | null;
            avatar: string | null;
            bio: string;
            website: string | null;
            isPrivate: boolean;
            isVerified: boolean;
            followersCount: number;
            followingCount: number;
            postsCount: number;
            createdAt: components["schemas"]["Time"];
            email: string;
            emailVerified: boolean;
            roles: string[];
            showContentWarnings: boolean;
        };
        OwnProfileResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["OwnProfile"];
        };
        Pagination: {
            nextCursor: string | null;
            hasMore: boolean;
        };
        Passkey: {
            passkeyId: components["schemas"]["Id"];
            name: string;
            createdAt: components["schemas"]["Time"];
            lastUsedAt: components["schemas"]["Time"] | null;
        };
        PasskeyOptions: { options: components["schemas"]["PasskeyOptionsOptions"]; };
        PasskeyOptionsOptions: {
            challenge: string;
        } & { [key: string]: unknown; };
        PasskeyOptionsResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["PasskeyOptions"];
        };
        PasskeyPage: {
            passkeys: components["schemas"]["Passkey"][];
            pagination: components["schemas"]["Pagination"];
        };
        PasskeyPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["PasskeyPage"];
        };
        PasskeyResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Passkey"];
        };
        Picture: {
            postId: components["schemas"]["Id"];
            userId: components["schemas"]["Id"];
            username: string;
            avatar: string | null;
            imageUrl: string;
            thumbnailUrl: string;
            processingStatus: "pending" | "processing" | "ready" | "failed";
            caption: string;
            tags: string[];
            location: components["schemas"]["Place"] | null;
            likesCount: number;
            commentsCount: number;
            isLiked: boolean;
            createdAt: components["schemas"]["Time"];
            metadata: components["schemas"]["PictureMetadata"];
        };
        PictureEdit: {
            /**
             * @description Degrees, clockwise.
             * @default 0
             */
            rotate?: 0 | 90 | 180 | 270;
            /**
             * @description The part of the rotated picture that is shown, in shares of its sides.
             * @default null
             */
            crop?: components["schemas"]["Crop"] | null;
        };
        PictureMetadata: {
            width: number | null;
            height: number | null;
            fileSize: number | null;
            format: string | null;
            camera: string | null;
        };
        PictureResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Picture"];
        };
        Pin: {
            boardId: components["schemas"]["Id"];
            postId: components["schemas"]["Id"];
            isPinned: boolean;
        };
        PinPostBody: {
            position?: number;
            afterPostId?: string | null;
        };
        PinResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Pin"];
        };
        Place: {
            latitude: number;
            longitude: number;
            name: string;
        };
        PlaceInput: {
            latitude: number;
            longitude: number;
            /** @default  */
            name?: string;
        };
        PopularReason: { type: "popular"; };
        Post: {
            postId: components["schemas"]["Id"];
            userId: components["schemas"]["Id"];
            username: string;
            avatar: string | null;
            status: "draft" | "scheduled" | "processing" | "published" | "failed" | "archived";
            publishAt?: components["schemas"]["Time"] | null;
            moderation?: components["schemas"]["Takedown"];
            imageUrl: string | null;
            thumbnailUrl: string | null;
            media: components["schemas"]["Media"][];
            header: string | null;
            caption: string;
            tags: string[];
            mentions: components["schemas"]["Mention"][];
            location: components["schemas"]["Place"] | null;
            privacy: "public" | "followers" | "close_friends" | "private";
            spaceId: components["schemas"]["Id"] | null;
            parentPostId: components["schemas"]["Id"] | null;
            contentWarning: string | null;
            comments: "everyone" | "followers" | "off";
            filtersComments: boolean;
            category: string | null;
            createdAt: components["schemas"]["Time"];
            editedAt: components["schemas"]["Time"] | null;
            likesCount: number;
            commentsCount: number;
            repostsCount: number;
            isLiked: boolean;
            isReposted: boolean;
            isSaved: boolean;
        };
        PostPage: {
            posts: components["schemas"]["Post"][];
            pagination: components["schemas"]["Pagination"];
        };
        PostPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["PostPage"];
        };
        PostResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Post"];
        };
        PostVersion: {
            versionId: components["schemas"]["Id"];
            header: string | null;
            caption: string;
            tags: string[];
            location: components["schemas"]["Place"] | null;
            contentWarning: string | null;
            category: string | null;
            media: components["schemas"]["PostVersionMedia"][];
            createdAt: components["schemas"]["Time"];
            editedAt: components["schemas"]["Time"];
        };
        PostVersionMedia: {
            mediaId: components["schemas"]["Id"];
            altText: string;
        };
        PostVersionPage: {
            versions: components["schemas"]["PostVersion"][];
            pagination: components["schemas"]["Pagination"];
        };
        PostVersionPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["PostVersionPage"];
        };
        Presence: {
            userId: components["schemas"]["Id"];
            online: boolean;
            /** @description To the minute. */
            lastSeenAt: components["schemas"]["Time"] | null;
        };
        Profile: {
            userId: components["schemas"]["Id"];
            username: string;
            fullName: string | null;
            avatar: string | null;
            bio: string;
            website: string | null;
            isPrivate: boolean;
            isVerified: boolean;
            followersCount: number;
            followingCount: number;
            postsCount: number;
            createdAt: components["schemas"]["Time"];
            relationship?: components["schemas"]["Relationship"];
        };
        ProfileResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Profile"];
        };
        ProveIdentityBody: {
            password: string;
            totp?: string;
        };
        ProveIdentityBody2: { response: components["schemas"]["ProveIdentityBody2Response"]; };
        ProveIdentityBody2Response: {
            id: string;
            rawId?: string;
            type?: string;
            response: components["schemas"]["ProveIdentityBody2ResponseResponse"];
        };
        ProveIdentityBody2ResponseResponse: {
            clientDataJSON: string;
            authenticatorData: string;
            signature: string;
            userHandle?: string | null;
        };
        ProveIdentityData: { provedUntil: components["schemas"]["Time"]; };
        ProveIdentityDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["ProveIdentityData"];
        };
        PublishPictureBody: {
            image: string;
            /** @default  */
            caption?: string;
            /** @default [] */
            tags?: string | string[];
            /** @default  */
            location?: string;
            /**
             * @default public
             */
            privacy?: "public" | "followers" | "close_friends" | "private";
            category?: "" | string;
        };
        QuietHours: {
            from: string;
            until: string;
            /** @default UTC */
            timeZone?: string;
        };
        ReactionCount: {
            emoji: string;
            count: number;
        };
        ReadConversation: {
            conversationId: components["schemas"]["Id"];
            type: "dm" | "group" | "room";
            /** @description Null in a DM: clients show the other person. */
            name: string | null;
            topic: string | null;
            avatar: string | null;
            spaceId: components["schemas"]["Id"] | null;
            ownerId: components["schemas"]["Id"] | null;
            /** @description Of a DM the other person, or nobody if their account is gone. Of a group the viewer and the members who came first. Of a room nobody. */
            members: components["schemas"]["UserCard"][];
            membersCount: number;
            role: "owner" | "moderator" | "member";
            status: "accepted" | "request";
            history: "joined" | "all";
            /** @description The number of the first message that the viewer may see. */
            visibleFrom: number;
            viewRole: "owner" | "moderator" | "member";
            postRole: "owner" | "moderator" | "member";
            encryption: "none" | "mls";
            epoch: number | null;
            retentionDays: number | null;
            lastSeq: number;
            lastMessage: components["schemas"]["Message"] | null;
            lastActivityAt: components["schemas"]["Time"];
            readSeq: number;
            /** @description 10,000 means 10,000 or more. */
            unreadCount: number;
            mentionsCount: number;
            notify: "default" | "all" | "mentions" | "none";
            mutedUntil: components["schemas"]["Time"] | null;
            isArchived: boolean;
            canSend: boolean;
            createdAt: components["schemas"]["Time"];
            /** @description How far others have read, of those who show it. Only in DMs and groups of at most 50 members. */
            reads?: components["schemas"]["Receipt"][];
        };
        ReadConversationBody: { seq: number; };
        ReadConversationResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["ReadConversation"];
        };
        ReadPosition: {
            conversationId: components["schemas"]["Id"];
            readSeq: number;
            unreadCount: number;
            mentionsCount: number;
            totalUnread: number;
        };
        ReadPositionResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["ReadPosition"];
        };
        Readiness: {
            ready: boolean;
            status: "pass" | "warn" | "fail";
            checks: { [key: string]: components["schemas"]["ReadinessChecks"]; };
        };
        ReadinessChecks: {
            status: "pass" | "warn" | "fail";
            ms?: number;
            oldestSeconds?: number;
            error?: string;
        };
        ReadinessResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Readiness"];
        };
        RebuildFeedData: { status: "refreshed"; };
        RebuildFeedDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["RebuildFeedData"];
        };
        Receipt: {
            userId: components["schemas"]["Id"];
            seq: number;
        };
        ReceivedPicture: {
            postId: components["schemas"]["Id"];
            imageUrl: string;
            thumbnailUrl: string;
            processingStatus: "processing";
            estimatedProcessingTime: number;
        };
        ReceivedPictureResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["ReceivedPicture"];
        };
        RefreshSessionBody: { refreshToken: string; };
        Relationship: {
            following: boolean;
            followedBy: boolean;
            requested: boolean;
            requestedBy: boolean;
            blocking: boolean;
            muting: boolean;
            closeFriend: boolean;
        };
        RelationshipResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Relationship"];
        };
        RepliesPage: {
            replies: components["schemas"]["Comment"][];
            pagination: components["schemas"]["Pagination"];
        };
        RepliesPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["RepliesPage"];
        };
        Report: {
            reportId: components["schemas"]["Id"];
            subject: components["schemas"]["ModerationSubject"];
            reason: "spam" | "harassment" | "hate" | "nudity" | "violence" | "self_harm" | "illegal" | "other";
            note: string | null;
            status: "open" | "dismissed" | "actioned";
            createdAt: components["schemas"]["Time"];
            resolvedAt: components["schemas"]["Time"] | null;
        };
        ReportResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Report"];
        };
        ReportUserBody: {
            reason: "spam" | "harassment" | "hate" | "nudity" | "violence" | "self_harm" | "illegal" | "other";
            /** @default null */
            note?: string | null;
        };
        Repost: {
            postId: components["schemas"]["Id"];
            isReposted: boolean;
            repostsCount: number;
        };
        RepostResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Repost"];
        };
        RepostedBy: {
            userId: components["schemas"]["Id"];
            username: string;
            avatar: string | null;
            at: components["schemas"]["Time"];
            count: number;
        };
        ResetPasswordBody: {
            email: string;
            code: string;
            newPassword: string;
            /** @default false */
            keepWaysIn?: boolean;
        };
        ResolveAppealBody: {
            accept: boolean;
            note?: string;
        };
        ResolveReportBody: {
            action: "dismiss" | "takedown" | "warn" | "suspend";
            note?: string;
            until?: string | null;
        };
        Room: {
            conversationId: components["schemas"]["Id"];
            type: "dm" | "group" | "room";
            /** @description Null in a DM: clients show the other person. */
            name: string | null;
            topic: string | null;
            avatar: string | null;
            spaceId: components["schemas"]["Id"] | null;
            ownerId: components["schemas"]["Id"] | null;
            /** @description Of a DM the other person, or nobody if their account is gone. Of a group the viewer and the members who came first. Of a room nobody. */
            members: components["schemas"]["UserCard"][];
            membersCount: number;
            role: "owner" | "moderator" | "member";
            status: "accepted" | "request";
            history: "joined" | "all";
            /** @description The number of the first message that the viewer may see. */
            visibleFrom: number;
            viewRole: "owner" | "moderator" | "member";
            postRole: "owner" | "moderator" | "member";
            encryption: "none" | "mls";
            epoch: number | null;
            retentionDays: number | null;
            lastSeq: number;
            lastMessage: components["schemas"]["Message"] | null;
            lastActivityAt: components["schemas"]["Time"];
            readSeq: number;
            /** @description 10,000 means 10,000 or more. */
            unreadCount: number;
            mentionsCount: number;
            notify: "default" | "all" | "mentions" | "none";
            mutedUntil: components["schemas"]["Time"] | null;
            isArchived: boolean;
            canSend: boolean;
            createdAt: components["schemas"]["Time"];
            roomId: components["schemas"]["Id"];
            position: number;
        };
        RoomPage: {
            rooms: components["schemas"]["Room"][];
            pagination: components["schemas"]["Pagination"];
        };
        RoomPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["RoomPage"];
        };
        RoomResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Room"];
        };
        Save: {
            postId: components["schemas"]["Id"];
            isSaved: boolean;
        };
        SaveResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Save"];
        };
        SearchPagination: {
            nextCursor: string | null;
            hasMore: boolean;
            page?: number;
            limit?: number;
            total?: number;
            isTotalExact?: boolean;
        };
        SendCodeBody: {
            purpose: "verify_email" | "change_email" | "change_password" | "reset_password";
            email?: string;
        };
        SendCodeData: { expiresIn: number; };
        SendCodeDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["SendCodeData"];
        };
        SendMessageBody: {
            /** @description Your own name of the message. A repeat gets the first message again, for good. */
            clientId: string;
            body?: string;
            /** @default [] */
            mediaIds?: string[];
            /**
             * @description The message that this one answers.
             */
            parentId?: string;
            /** @description A link as your client shows it. The server never opens it. */
            preview?: components["schemas"]["LinkPreview"];
            /** @description The seconds after which the message is deleted. */
            expiresIn?: number;
        };
        Session: {
            sessionId: components["schemas"]["Id"];
            ip: string;
            userAgent: string;
            createdAt: components["schemas"]["Time"];
            lastUsedAt: components["schemas"]["Time"];
            expiresAt: components["schemas"]["Time"];
            current: boolean;
        };
        SessionPage: {
            sessions: components["schemas"]["Session"][];
            pagination: components["schemas"]["Pagination"];
        };
        SessionPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["SessionPage"];
        };
        SetAvatarBody: { image: string; };
        SetConversationSettingsBody: {
            notify?: "default" | "all" | "mentions" | "none";
            mutedUntil?: string | null;
            isArchived?: boolean;
        };
        SetFeedPositionBody: { postId: string; };
        SetMessagingSettingsBody: {
            messagesFrom?: "everyone" | "following" | "mutual" | "nobody";
            groupsFrom?: "everyone" | "following" | "mutual" | "nobody";
            showsPresence?: boolean;
            showsReceipts?: boolean;
        };
        SetMutedWordsBody: { words: components["schemas"]["SetMutedWordsBodyWord"][]; };
        SetMutedWordsBodyWord: {
            word: string;
            until?: string | null;
        };
        SetNotificationPreferencesBody: {
            /** @default {} */
            types?: { [key: string]: components["schemas"]["SetNotificationPreferencesBodyTypes"]; };
            /** @default null */
            quietHours?: components["schemas"]["QuietHours"] | null;
        };
        SetNotificationPreferencesBodyTypes: {
            inApp?: boolean;
            push?: boolean;
            email?: boolean;
        };
        SetSpaceMemberRoleBody: { role: "owner" | "moderator" | "member"; };
        SetUserRolesBody: { roles: ("user" | "moderator" | "admin")[]; };
        SetUserRolesData: {
            userId: components["schemas"]["Id"];
            roles: ("user" | "moderator" | "admin")[];
        };
        SetUserRolesDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["SetUserRolesData"];
        };
        SetUserVerifiedBody: { isVerified: boolean; };
        SetUserVerifiedData: {
            userId: components["schemas"]["Id"];
            isVerified: boolean;
        };
        SetUserVerifiedDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["SetUserVerifiedData"];
        };
        ShareLink: {
            shareLinkId: components["schemas"]["Id"];
            postId: components["schemas"]["Id"];
            token: string;
            url: string;
            expiresAt: components["schemas"]["Time"] | null;
            createdAt: components["schemas"]["Time"];
        };
        ShareLinkPage: {
            shareLinks: components["schemas"]["ShareLink"][];
            pagination: components["schemas"]["Pagination"];
        };
        ShareLinkPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["ShareLinkPage"];
        };
        ShareLinkResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["ShareLink"];
        };
        SignInBody: {
            email?: string;
            username?: string;
            password: string;
            totp?: string;
            linkToken?: string;
        };
        SignInForm: {
            /**
             * @default password
             */
            grant_type?: "password";
            username: string;
            password: string;
            totp?: string;
        };
        SignInWithGoogleBody: {
            code: string;
            codeVerifier: string;
            redirectUri: string;
            nonce?: string;
            totp?: string;
        };
        SignOutBody: { refreshToken?: string; };
        SignedIn: {
            userId: components["schemas"]["Id"];
            accessToken: string;
            refreshToken: string;
            expiresIn: number;
        };
        SignedInResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["SignedIn"];
        };
        SnapshotMessage: {
            messageId: components["schemas"]["Id"];
            username: string;
            content: string;
            createdAt: string;
        };
        SnippetPart: {
            text: string;
            isMatch: boolean;
        };
        Space: {
            spaceId: components["schemas"]["Id"];
            name: string;
            description: string | null;
            avatar: string | null;
            isPublic: boolean;
            ownerId: components["schemas"]["Id"] | null;
            membersCount: number;
            /** @description The rooms that the viewer sees, or would see as a member. */
            roomsCount: number;
            isMember: boolean;
            role: ("owner" | "moderator" | "member") | null;
            createdAt: components["schemas"]["Time"];
        };
        SpacePage: {
            spaces: components["schemas"]["Space"][];
            pagination: components["schemas"]["Pagination"];
        };
        SpacePageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["SpacePage"];
        };
        SpaceResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Space"];
        };
        StartTotpSetupBody: { password: string; };
        StartTotpSetupData: {
            secret: string;
            otpauthUri: string;
        };
        StartTotpSetupDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["StartTotpSetupData"];
        };
        Stats: {
            users: components["schemas"]["StatsUsers"];
            sessions: number;
            apiTokens: number;
            posts: components["schemas"]["StatsPosts"];
            likes: number;
            comments: number;
            follows: number;
            media: components["schemas"]["StatsMedia"];
            outbox: components["schemas"]["StatsOutbox"];
        };
        StatsMedia: {
            ready: number;
            waiting: number;
            failed: number;
            bytes: number;
        };
        StatsOutbox: {
            events: number;
            oldestSeconds: number;
        };
        StatsPosts: {
            total: number;
            newToday: number;
        };
        StatsResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Stats"];
        };
        StatsUsers: {
            total: number;
            newToday: number;
            newThisWeek: number;
            activeToday: number;
            activeThisMonth: number;
            suspended: number;
            verified: number;
            private: number;
        };
        Storage: {
            /** @description Bytes that my pictures use, in all their variants. */
            usedBytes: number;
            /** @description Bytes that they may use. Null if there is no limit. */
            quotaBytes: number | null;
            /** @description Uploads that were created and not completed. They expire after some time. */
            unfinishedUploads: number;
            /** @description Bytes that these will use. They count towards the quota too. */
            unfinishedBytes: number;
        };
        StorageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Storage"];
        };
        SuggestedUser: {
            userId: components["schemas"]["Id"];
            username: string;
            fullName: string | null;
            avatar: string | null;
            isVerified: boolean;
            reason: components["schemas"]["FollowedByReason"] | components["schemas"]["PopularReason"];
        };
        SuggestedUserPage: {
            users: components["schemas"]["SuggestedUser"][];
            pagination: components["schemas"]["Pagination"];
        };
        SuggestedUserPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["SuggestedUserPage"];
        };
        SuspendUserBody: {
            reason?: string;
            note?: string;
            until?: string | null;
        };
        TagFollow: {
            tag: string;
            isFollowing: boolean;
        };
        TagFollowResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["TagFollow"];
        };
        TakeDownPostBody: {
            reason?: string;
            note?: string;
        };
        Takedown: {
            actionId: components["schemas"]["Id"];
            reason: string;
        };
        TestRateLimitData: {
            limit: number | null;
            remaining: number | null;
            resetSeconds: number | null;
        };
        TestRateLimitDataResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["TestRateLimitData"];
        };
        Time: string;
        TrendingTag: {
            tag: string;
            postsCount: number;
        };
        TrendingTagPage: {
            tags: components["schemas"]["TrendingTag"][];
            pagination: components["schemas"]["Pagination"];
        };
        TrendingTagPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["TrendingTagPage"];
        };
        UpdateBoardBody: {
            name?: string;
            description?: string | null;
            category?: string | null;
            privacy?: "public" | "followers" | "private";
        };
        UpdateCommentBody: { content: string; };
        UpdateConversationBody: {
            name?: string;
            topic?: string | null;
            avatarMediaId?: string | null;
            history?: "joined" | "all";
            retentionDays?: number | null;
        };
        UpdateMediaBody: {
            altText?: string;
            /** @description The picture is made anew from its original. Null shows it as it was uploaded. */
            edit?: components["schemas"]["PictureEdit"] | null;
            /** @description The point of the shown part around which thumbnails are cut. Null: the middle. */
            focus?: components["schemas"]["Focus"] | null;
        };
        UpdateMessageBody: { body: string; };
        UpdatePostBody: {
            caption?: string;
            header?: string | null;
            tags?: string[];
            location?: components["schemas"]["PlaceInput"] | null;
            contentWarning?: string | null;
            comments?: "everyone" | "followers" | "off";
            filtersComments?: boolean;
            category?: string | null;
            privacy?: "public" | "followers" | "close_friends" | "private";
            mediaIds?: string[];
            publishAt?: string | null;
        };
        UpdateRoomBody: {
            name?: string;
            topic?: string | null;
            viewRole?: "owner" | "moderator" | "member";
            postRole?: "owner" | "moderator" | "member";
            history?: "joined" | "all";
            position?: number;
        };
        UpdateSpaceBody: {
            name?: string;
            description?: string | null;
            avatarMediaId?: string | null;
            isPublic?: boolean;
        };
        UpdateUserBody: {
            fullName?: string | null;
            bio?: string;
            website?: string | null;
            avatarMediaId?: string | null;
            isPrivate?: boolean;
            showContentWarnings?: boolean;
        };
        Upload: {
            uploadId: components["schemas"]["Id"];
            mediaId: components["schemas"]["Id"];
            url: string;
            method: "PUT";
            headers: { [key: string]: string; };
            expiresAt: components["schemas"]["Time"];
        };
        UploadResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["Upload"];
        };
        UploadStatus: {
            mediaId: components["schemas"]["Id"];
            status: "pending" | "processing" | "ready" | "failed";
            error?: string;
            estimatedProcessingTime?: number;
            /** @description How much of the processing is done, in percent. It changes at most once a second. */
            progress: number;
        };
        UploadStatusResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["UploadStatus"];
        };
        User: {
            userId: components["schemas"]["Id"];
            username: string;
            email: string;
            emailVerified: boolean;
            fullName: string | null;
            avatar: string | null;
            isVerified: boolean;
            roles: string[];
            sessionId: components["schemas"]["Id"];
        };
        UserCard: {
            userId: components["schemas"]["Id"];
            username: string;
            fullName: string | null;
            avatar: string | null;
            isVerified: boolean;
        };
        UserCardPage: {
            users: components["schemas"]["UserCard"][];
            pagination: components["schemas"]["Pagination"];
        };
        UserCardPageResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["UserCardPage"];
        };
        UserResponse: {
            /** @description Always true. */
            success: boolean;
            data: components["schemas"]["User"];
        };
        VerifyEmailBody: { code: string; };
    };
    responses: {
        Account: { content: { "application/json": components["schemas"]["AccountResponse"]; }; };
        AccountDeletion: { content: { "application/json": components["schemas"]["AccountDeletionResponse"]; }; };
        AccountPage: { content: { "application/json": components["schemas"]["AccountPageResponse"]; }; };
        AddGroupMembersData: {
            content: { "application/json": components["schemas"]["AddGroupMembersDataResponse"]; };
        };
        ApiTokenPage: { content: { "application/json": components["schemas"]["ApiTokenPageResponse"]; }; };
        Appeal: { content: { "application/json": components["schemas"]["AppealResponse"]; }; };
        AuditEntryPage: { content: { "application/json": components["schemas"]["AuditEntryPageResponse"]; }; };
        Ban: { content: { "application/json": components["schemas"]["BanResponse"]; }; };
        BanPage: { content: { "application/json": components["schemas"]["BanPageResponse"]; }; };
        BlockedUserPage: { content: { "application/json": components["schemas"]["BlockedUserPageResponse"]; }; };
        Board: { content: { "application/json": components["schemas"]["BoardResponse"]; }; };
        BoardPage: { content: { "application/json": components["schemas"]["BoardPageResponse"]; }; };
        BoardWithPins: { content: { "application/json": components["schemas"]["BoardWithPinsResponse"]; }; };
        CategoryPage: { content: { "application/json": components["schemas"]["CategoryPageResponse"]; }; };
        CheckInvariantsData: {
            content: { "application/json": components["schemas"]["CheckInvariantsDataResponse"]; };
        };
        ClientError: { content: { "application/json": components["schemas"]["Error"]; }; };
        ClientSettings: { content: { "application/json": components["schemas"]["ClientSettingsResponse"]; }; };
        CloseFriendPage: { content: { "application/json": components["schemas"]["CloseFriendPageResponse"]; }; };
        Comment: { content: { "application/json": components["schemas"]["CommentResponse"]; }; };
        CommentPage: { content: { "application/json": components["schemas"]["CommentPageResponse"]; }; };
        CommentReactions: { content: { "application/json": components["schemas"]["CommentReactionsResponse"]; }; };
        CommentReactions2: { content: { "application/json": components["schemas"]["CommentReactionsResponse"]; }; };
        Conversation: { content: { "application/json": components["schemas"]["ConversationResponse"]; }; };
        ConversationPage: { content: { "application/json": components["schemas"]["ConversationPageResponse"]; }; };
        CountUnreadConversationsData: {
            content: { "application/json": components["schemas"]["CountUnreadConversationsDataResponse"]; };
        };
        CountUnreadNotificationsData: {
            content: { "application/json": components["schemas"]["CountUnreadNotificationsDataResponse"]; };
        };
        CreateApiTokenData: { content: { "application/json": components["schemas"]["CreateApiTokenDataResponse"]; }; };
        CreateRealtimeTicketData: {
            content: { "application/json": components["schemas"]["CreateRealtimeTicketDataResponse"]; };
        };
        DeletedPostPage: { content: { "application/json": components["schemas"]["DeletedPostPageResponse"]; }; };
        EmailState: { content: { "application/json": components["schemas"]["EmailStateResponse"]; }; };
        EmailState2: { content: { "application/json": components["schemas"]["EmailStateResponse"]; }; };
        EnableTotpData: { content: { "application/json": components["schemas"]["EnableTotpDataResponse"]; }; };
        Export: { content: { "application/json": components["schemas"]["ExportResponse"]; }; };
        Export2: { content: { "application/json": components["schemas"]["ExportResponse"]; }; };
        FeedPage: { content: { "application/json": components["schemas"]["FeedPageResponse"]; }; };
        FeedPosition: { content: { "application/json": components["schemas"]["FeedPositionResponse"]; }; };
        FollowRequestPage: { content: { "application/json": components["schemas"]["FollowRequestPageResponse"]; }; };
        FollowState: { content: { "application/json": components["schemas"]["FollowStateResponse"]; }; };
        FollowedTagPage: { content: { "application/json": components["schemas"]["FollowedTagPageResponse"]; }; };
        FollowerPage: { content: { "application/json": components["schemas"]["FollowerPageResponse"]; }; };
        FollowingPage: { content: { "application/json": components["schemas"]["FollowingPageResponse"]; }; };
        FoundMessagePage: { content: { "application/json": components["schemas"]["FoundMessagePageResponse"]; }; };
        FoundPostPage: { content: { "application/json": components["schemas"]["FoundPostPageResponse"]; }; };
        FoundUserPage: { content: { "application/json": components["schemas"]["FoundUserPageResponse"]; }; };
        GetHealthData: { content: { "application/json": components["schemas"]["GetHealthDataResponse"]; }; };
        GrantError: {
            content: { "application/json": components["schemas"]["Error"] | components["schemas"]["GrantError"]; };
        };
        InvitationPage: { content: { "application/json": components["schemas"]["InvitationPageResponse"]; }; };
        InviteCollaboratorData: {
            content: { "application/json": components["schemas"]["InviteCollaboratorDataResponse"]; };
        };
        InvitedSpace: { content: { "application/json": components["schemas"]["InvitedSpaceResponse"]; }; };
        JoinSpaceData: { content: { "application/json": components["schemas"]["JoinSpaceDataResponse"]; }; };
        Like: { content: { "application/json": components["schemas"]["LikeResponse"]; }; };
        Like2: { content: { "application/json": components["schemas"]["LikeResponse"]; }; };
        LinkedIdentityPage: { content: { "application/json": components["schemas"]["LinkedIdentityPageResponse"]; }; };
        ListJobsData: { content: { "application/json": components["schemas"]["ListJobsDataResponse"]; }; };
        ListPresenceData: { content: { "application/json": components["schemas"]["ListPresenceDataResponse"]; }; };
        ListedAppealPage: { content: { "application/json": components["schemas"]["ListedAppealPageResponse"]; }; };
        ListedReportPage: { content: { "application/json": components["schemas"]["ListedReportPageResponse"]; }; };
        Media: { content: { "application/json": components["schemas"]["MediaResponse"]; }; };
        Member: { content: { "application/json": components["schemas"]["MemberResponse"]; }; };
        MemberPage: { content: { "application/json": components["schemas"]["MemberPageResponse"]; }; };
        Message: { content: { "application/json": components["schemas"]["MessageResponse"]; }; };
        MessagePage: { content: { "application/json": components["schemas"]["MessagePageResponse"]; }; };
        MessageReactions: { content: { "application/json": components["schemas"]["MessageReactionsResponse"]; }; };
        MessagingSettings: { content: { "application/json": components["schemas"]["MessagingSettingsResponse"]; }; };
        MessagingSettings2: { content: { "application/json": components["schemas"]["MessagingSettingsResponse"]; }; };
        MissingPage: {
            content: {
                "application/json": components["schemas"]["Error"];
                "text/html": string;
            };
        };
        ModerationAction: { content: { "application/json": components["schemas"]["ModerationActionResponse"]; }; };
        MutedUserPage: { content: { "application/json": components["schemas"]["MutedUserPageResponse"]; }; };
        MutedWords: { content: { "application/json": components["schemas"]["MutedWordsResponse"]; }; };
        NewInvitation: { content: { "application/json": components["schemas"]["NewInvitationResponse"]; }; };
        NoContent: {
        };
        Note: { content: { "application/json": components["schemas"]["NoteResponse"]; }; };
        NotePage: { content: { "application/json": components["schemas"]["NotePageResponse"]; }; };
        NotificationPage: { content: { "application/json": components["schemas"]["NotificationPageResponse"]; }; };
        NotificationPreferences: {
            content: { "application/json": components["schemas"]["NotificationPreferencesResponse"]; };
        };
        OpenShareLinkData: {
            content: {
                "application/json": components["schemas"]["OpenShareLinkDataResponse"];
                "text/html": string;
            };
        };
        OwnProfile: { content: { "application/json": components["schemas"]["OwnProfileResponse"]; }; };
        Passkey: { content: { "application/json": components["schemas"]["PasskeyResponse"]; }; };
        PasskeyOptions: { content: { "application/json": components["schemas"]["PasskeyOptionsResponse"]; }; };
        PasskeyOptions2: { content: { "application/json": components["schemas"]["PasskeyOptionsResponse"]; }; };
        PasskeyPage: { content: { "application/json": components["schemas"]["PasskeyPageResponse"]; }; };
        Picture: { content: { "application/json": components["schemas"]["PictureResponse"]; }; };
        Pin: { content: { "application/json": components["schemas"]["PinResponse"]; }; };
        Pin2: { content: { "application/json": components["schemas"]["PinResponse"]; }; };
        Post: { content: { "application/json": components["schemas"]["PostResponse"]; }; };
        PostPage: { content: { "application/json": components["schemas"]["PostPageResponse"]; }; };
        PostVersionPage: { content: { "application/json": components["schemas"]["PostVersionPageResponse"]; }; };
        Profile: { content: { "application/json": components["schemas"]["ProfileResponse"]; }; };
        ProveIdentityData: { content: { "application/json": components["schemas"]["ProveIdentityDataResponse"]; }; };
        ReadConversation: { content: { "application/json": components["schemas"]["ReadConversationResponse"]; }; };
        ReadPosition: { content: { "application/json": components["schemas"]["ReadPositionResponse"]; }; };
        Readiness: { content: { "application/json": components["schemas"]["ReadinessResponse"]; }; };
        RebuildFeedData: { content: { "application/json": components["schemas"]["RebuildFeedDataResponse"]; }; };
        ReceivedPicture: { content: { "application/json": components["schemas"]["ReceivedPictureResponse"]; }; };
        Relationship: { content: { "application/json": components["schemas"]["RelationshipResponse"]; }; };
        RepliesPage: { content: { "application/json": components["schemas"]["RepliesPageResponse"]; }; };
        Report: { content: { "application/json": components["schemas"]["ReportResponse"]; }; };
        Repost: { content: { "application/json": components["schemas"]["RepostResponse"]; }; };
        Repost2: { content: { "application/json": components["schemas"]["RepostResponse"]; }; };
        Room: { content: { "application/json": components["schemas"]["RoomResponse"]; }; };
        RoomPage: { content: { "application/json": components["schemas"]["RoomPageResponse"]; }; };
        Save: { content: { "application/json": components["schemas"]["SaveResponse"]; }; };
        Save2: { content: { "application/json": components["schemas"]["SaveResponse"]; }; };
        SendCodeData: { content: { "application/json": components["schemas"]["SendCodeDataResponse"]; }; };
        ServerError: { content: { "application/json": components["schemas"]["Error"]; }; };
        SessionPage: { content: { "application/json": components["schemas"]["SessionPageResponse"]; }; };
        SetUserRolesData: { content: { "application/json": components["schemas"]["SetUserRolesDataResponse"]; }; };
        SetUserVerifiedData: {
            content: { "application/json": components["schemas"]["SetUserVerifiedDataResponse"]; };
        };
        ShareLink: { content: { "application/json": components["schemas"]["ShareLinkResponse"]; }; };
        ShareLinkPage: { content: { "application/json": components["schemas"]["ShareLinkPageResponse"]; }; };
        SignedIn: { content: { "application/json": components["schemas"]["SignedInResponse"]; }; };
        SignedIn2: {
            content: {
                "application/json": components["schemas"]["SignedInResponse"] | components["schemas"]["GrantedTokens"];
            };
        };
        Space: { content: { "application/json": components["schemas"]["SpaceResponse"]; }; };
        SpacePage: { content: { "application/json": components["schemas"]["SpacePageResponse"]; }; };
        StartTotpSetupData: { content: { "application/json": components["schemas"]["StartTotpSetupDataResponse"]; }; };
        Stats: { content: { "application/json": components["schemas"]["StatsResponse"]; }; };
        Storage: { content: { "application/json": components["schemas"]["StorageResponse"]; }; };
        SuggestedUserPage: { content: { "application/json": components["schemas"]["SuggestedUserPageResponse"]; }; };
        TagFollow: { content: { "application/json": components["schemas"]["TagFollowResponse"]; }; };
        TagFollow2: { content: { "application/json": components["schemas"]["TagFollowResponse"]; }; };
        TestRateLimitData: { content: { "application/json": components["schemas"]["TestRateLimitDataResponse"]; }; };
        TrendingTagPage: { content: { "application/json": components["schemas"]["TrendingTagPageResponse"]; }; };
        Upload: { content: { "application/json": components["schemas"]["UploadResponse"]; }; };
        UploadStatus: { content: { "application/json": components["schemas"]["UploadStatusResponse"]; }; };
        User: { content: { "application/json": components["schemas"]["UserResponse"]; }; };
        UserCardPage: { content: { "application/json": components["schemas"]["UserCardPageResponse"]; }; };
    };
}
